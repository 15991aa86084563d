using System.Threading;
using System.Threading.Tasks;

namespace LocustBridge.RateLimiting;

/// <summary>Holds back the tasks of all users together. Any thread.</summary>
public interface ILocustRateLimiter
{
    /// <summary>A test begins.</summary>
    void Start();

    /// <summary>Waits until one task may run.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Whether it may; <see langword="false"/> asks the caller to try again, if it still wants to.</returns>
    ValueTask<bool> AcquireAsync(CancellationToken cancellationToken);

    /// <summary>The test has ended.</summary>
    void Stop();
}
