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

    // The tasks' loop is written out in one method: a method for each step would be an object for each step of a task.
    private async Task LiveAsync()
    {
        if (_user.Class.OnStart is Func<LocustUser, ValueTask> start)
        {
            await GuardAsync(start).ConfigureAwait(false);
        }

        LocustWait? wait = _user.Class.Wait == LocustWait.None ? null : _user.Class.Wait;
        while (!_finishing.IsCancellationRequested)
        {
            try
            {
                if (_limiter is not null && !await _limiter.AcquireAsync(_finishing.Token).ConfigureAwait(false))
                {
                    continue;
                }

                long began = wait is null ? 0 : Stopwatch.GetTimestamp();
                bool waited = false;
                try
                {
                    ValueTask call = _user.Class.NextTask().Run(_user);
                    waited = !call.IsCompleted;
                    await call.ConfigureAwait(false);
                }
                catch (Exception e)
                {
                    OnThrown(e);
                }

                TimeSpan pause = wait?.Next(Stopwatch.GetElapsedTime(began), _user.Random) ?? TimeSpan.Zero;
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

    private async ValueTask GuardAsync(Func<LocustUser, ValueTask> function)
    {
        try
        {
            await function(_user).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            OnThrown(e);
        }
    }

    private void OnThrown(Exception e)
    {
        // What we cut off is not the task's failure.
        if (e is not OperationCanceledException || !_cutting.IsCancellationRequested)
        {
            _report(e);
        }
    }
}
