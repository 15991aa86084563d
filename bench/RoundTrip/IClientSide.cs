using System;
using System.Threading.Tasks;

namespace Bench.RoundTrip;

/// <summary>A client under test: sends one exchange again and again, for several users at once.</summary>
internal interface IClientSide : IAsyncDisposable
{
    /// <summary>
    /// Sends the exchange a number of times, one after the other, and reads each answer whole; throws unless it is a
    /// 200. The loop is the client's, so that no asynchronous method of the benchmark stands between it and its
    /// exchanges.
    /// </summary>
    /// <param name="user">The user, from 0; one call at a time for each.</param>
    /// <param name="exchanges">How many times.</param>
    /// <returns>Bytes of the answers' bodies, together.</returns>
    Task<long> RunAsync(int user, int exchanges);
}
