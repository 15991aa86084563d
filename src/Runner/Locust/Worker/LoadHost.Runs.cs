using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Runner.Locust.Worker;

// How a test ends, and what of it is kept.
internal sealed partial class LoadHost
{
    /// <summary>All users of all workers run, says the master.</summary>
    public void OnAllSpawned()
    {
        _gate.Wait();
        try
        {
            Reset();
        }
        finally
        {
            _gate.Release();
        }
    }

    // Under _gate. Once a test, what came before all users ran is forgotten, if that was asked for.
    private void Reset()
    {
        if (_resetsStats)
        {
            _resetsStats = false;
            _results?.Restart();
        }
    }

    private async Task EndAsync(TimeSpan timeout)
    {
        await _gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            _limiter?.Stop();
            Task drained = Task.WhenAll([.. _groups.Values.Select(static group => group.DrainAsync())]);
            TimeSpan patience = timeout > s_stopGrace ? timeout : s_stopGrace;
            await Task.WhenAny(drained, Task.Delay(patience)).ConfigureAwait(false);
            int lost = await EndGroupsAsync().ConfigureAwait(false);
            if (lost != 0)
            {
                _warnings(lost + " requests were still without an answer when users stopped; they are not counted");
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    // Under _gate.
    private async Task<int> EndGroupsAsync()
    {
        int[] lost = await Task.WhenAll([.. _groups.Values.Select(static group => group.EndAsync())])
            .ConfigureAwait(false);
        _groups.Clear();
        _running = [];
        _isFresh = false;
        _results?.End();
        return lost.Sum();
    }
}
