using System.IO;

namespace FastHttp.Transports;

/// <summary>
/// Carries a <see cref="TransportError"/> as an exception, for callers that pull bytes through pipes.
/// </summary>
public sealed class TransportException : IOException
{
    /// <summary>Makes the exception of a reason.</summary>
    public TransportException(TransportError error)
        : base($"The connection failed: {error}.")
    {
        Error = error;
    }

    /// <summary>Makes the exception of a reason, with a message of its own.</summary>
    public TransportException(TransportError error, string message)
        : base(message) => Error = error;

    /// <summary>The reason.</summary>
    public TransportError Error { get; }
}
