using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Testing;

namespace Soak;

/// <summary>Servers that do the same; now and then one of them goes away.</summary>
internal sealed class SoakServer : IDisposable
{
    private static readonly TimeSpan s_away = TimeSpan.FromMilliseconds(200);

    // Until all clients have noticed that it was away.
    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(2);

    private readonly FaultServer[] _servers;
    private readonly SoakScript _script = new();
    private int _epoch;

    /// <param name="name">What it is called.</param>
    /// <param name="count">How many servers it is.</param>
    /// <param name="isSecured">Whether they speak TLS.</param>
    public SoakServer(string name, int count, bool isSecured = false)
    {
        Name = name;
        Func<FaultConnection, Task> serve = isSecured ? _script.ServeSecuredAsync : _script.ServeAsync;
        _servers = [.. Enumerable.Range(0, count).Select(_ => new FaultServer(serve))];
    }

    public string Name { get; }

    /// <summary>Odd while one is away or has just been; changes with each restart.</summary>
    public int Epoch => Volatile.Read(ref _epoch);

    /// <summary>How often one has been away.</summary>
    public int Restarts => (Epoch + 1) / 2;

    public int[] Ports => [.. _servers.Select(server => server.EndPoint.Port)];

    public long Accepted => _servers.Sum(server => server.Accepted);

    public long Requests => _script.Requests;

    public int Open => _servers.Sum(server => server.Open);

    public Task WhenAllClosed() => Task.WhenAll(_servers.Select(server => server.WhenAllClosed()));

    /// <summary>One after the other goes away and comes back, until it is told to stop.</summary>
    public async Task RestartAsync(TimeSpan every, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(every, stop);
                FaultServer server = _servers[Restarts % _servers.Length];
                Interlocked.Increment(ref _epoch);
                server.Stop();
                await Task.Delay(s_away, CancellationToken.None);
                server.Start();
                await Task.Delay(s_settling, CancellationToken.None);
                Interlocked.Increment(ref _epoch);
            }
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }
    }

    public void Dispose() => Array.ForEach(_servers, server => server.Dispose());
}
