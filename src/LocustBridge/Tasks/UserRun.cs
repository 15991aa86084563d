using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using LocustBridge.RateLimiting;

namespace LocustBridge.Tasks;

// One user's life: OnStart, tasks with pauses, OnStop. Runs on the thread pool, one continuation at a time. Ends in two
// steps: Finish asks it to end after the present task, Cut cancels what it waits for.
internal sealed class UserRun : IDisposable
{
    private readonly CancellationTokenSource _finishing = new();
    private readonly CancellationTokenSource _cutting = new();
    private readonly LocustUser _user;
    private readonly ILocustRateLimiter? _limiter;
    private readonly Action<Exception> _report;

    public UserRun(
        LocustUserClass userClass,
        int id,
        string? host,
        Statistics.LocustStatistics statistics,
        ILocustRateLimiter? limiter,
        Action<Exception> report)
    {
        _user = new LocustUser(userClass, id, host, statistics, _cutting.Token);
        _limiter = limiter;
        _report = report;
    }

    public Task Completion { get; private set; } = Task.CompletedTask;

    public void Start() => Completion = Task.Run(RunAsync);

    public void SetHost(string? host) => _user.Host = host;

    public void Finish() => _finishing.Cancel();

    public void Cut()
    {
        _finishing.Cancel();
        _cutting.Cancel();
    }

    // After Completion; neither Finish nor Cut may follow.
    public void Dispose()
    {
        _finishing.Dispose();
        _cutting.Dispose();
    }

    // What escapes from here is no task's: a wait or a limiter that throws. The user ends.
    private async Task RunAsync()
    {
        try
        {
            await LiveAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _report(e);
        }
    }

    private async Task LiveAsync()
    {
        if (_user.Class.OnStart is Func<LocustUser, ValueTask> start)
        {
            await GuardAsync(start).ConfigureAwait(false);
        }

        while (!_finishing.IsCancellationRequested)
        {
            try
            {
                if (_limiter is not null && !await _limiter.AcquireAsync(_finishing.Token).ConfigureAwait(false))
                {
                    continue;
                }

                await RunTaskAsync().ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_finishing.IsCancellationRequested)
            {
                break;
            }
        }

        if (_user.Class.OnStop is Func<LocustUser, ValueTask> stop)
        {
            await GuardAsync(stop).ConfigureAwait(false);
        }
    }

    private async Task RunTaskAsync()
    {
        long began = Stopwatch.GetTimestamp();
        bool waited = await GuardAsync(_user.Class.NextTask().Run).ConfigureAwait(false);
        TimeSpan pause = _user.Class.Wait.Next(Stopwatch.GetElapsedTime(began), _user.Random);
        if (pause > TimeSpan.Zero)
        {
            await Task.Delay(pause, _finishing.Token).ConfigureAwait(false);
        }
        else if (!waited)
        {
            // A task that never waits would keep its thread from all other users for ever.
            await Task.Yield();
        }
    }

    // Returns whether the function had to be waited for.
    private async ValueTask<bool> GuardAsync(Func<LocustUser, ValueTask> function)
    {
        try
        {
            ValueTask call = function(_user);
            bool waits = !call.IsCompleted;
            await call.ConfigureAwait(false);
            return waits;
        }
        catch (OperationCanceledException) when (_cutting.IsCancellationRequested)
        {
            // We cut it off: not the task's failure.
        }
        catch (Exception e)
        {
            _report(e);
        }

        return false;
    }
}
