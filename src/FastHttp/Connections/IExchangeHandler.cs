using System.Diagnostics.CodeAnalysis;
using FastHttp.Stability;

namespace FastHttp;

/// <summary>
/// Learns how exchanges end. Called on the connection's loop, one call at a time; may start the next exchange from
/// within the call, but must not block.
/// </summary>
[Experimental(ExperimentalApi.LoadGeneration)]
public interface IExchangeHandler
{
    /// <summary>A response is complete.</summary>
    /// <param name="connection">The connection; <see cref="HttpConnection.IsOpen"/> says whether it may be used
    /// again.</param>
    /// <param name="outcome">What came.</param>
    void OnResponse(HttpConnection connection, in ExchangeOutcome outcome);

    /// <summary>The exchange failed, and with it the connection. Nothing further of the batch will come.</summary>
    void OnFailure(HttpConnection connection, HttpError error);
}
