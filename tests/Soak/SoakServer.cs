using System;
using System.Threading;
using System.Threading.Tasks;
using Testing;

namespace Soak;

/// <summary>The server, which goes away now and then.</summary>
internal sealed class SoakServer : IDisposable
{
    private static readonly TimeSpan s_away = TimeSpan.FromMilliseconds(200);

    // Until everybody has noticed that it was away.
    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(2);

    private readonly FaultServer _server;
    private readonly SoakScript _script = new();
    private int _epoch;

    public SoakServer() => _server = new FaultServer(_script.ServeAsync);

    /// <summary>Odd while it is away or has just been; changes with each restart.</summary>
    public int Epoch => Volatile.Read(ref _epoch);

    /// <summary>How often it has been away.</summary>
    public int Restarts => (Epoch + 1) / 2;

    public int Port => _server.EndPoint.Port;

    public long Accepted => _server.Accepted;

    public long Requests => _script.Requests;

    public int Open => _server.Open;

    public Task WhenAllClosed() => _server.WhenAllClosed();

    /// <summary>Goes away and comes back, again and again, until it is told to stop.</summary>
    public async Task RestartAsync(TimeSpan every, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(every, stop);
                Interlocked.Increment(ref _epoch);
                _server.Stop();
                await Task.Delay(s_away, CancellationToken.None);
                _server.Start();
                await Task.Delay(s_settling, CancellationToken.None);
                Interlocked.Increment(ref _epoch);
            }
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }
    }

    public void Dispose() => _server.Dispose();
}
