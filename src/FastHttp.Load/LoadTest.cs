using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;
using FastHttp.Load.Sources;
using FastHttp.Load.Users;
using FastHttp.Transports;

namespace FastHttp.Load;

/// <summary>
/// A load test: sends what its options describe, as hard as they say, and returns what came of it. It writes to no
/// console, reads no file and shares nothing with other tests. Used once.
/// </summary>
public sealed class LoadTest
{
    private const string Tool = "FastHttp.Load";

    private readonly LoadOptions _options;
    private readonly List<ILiveObserver> _observers = [];
    private LoadSession? _session;
    private int _runs;

    /// <summary>Takes what the test does.</summary>
    public LoadTest(LoadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    /// <summary>The test as far as it has come; null before it has begun. Any thread.</summary>
    public LiveFigures? Live => _session?.Run.Live;

    /// <summary>Has an observer hear of each interval while the test runs. Before <see cref="RunAsync"/>.</summary>
    public void Observe(ILiveObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        _observers.Add(observer);
    }

    /// <summary>Tries whether the target answers, and runs the test to its end.</summary>
    /// <param name="cancellationToken">
    /// Before the first request, gives up; after it, ends the test early, and what has been measured is returned.
    /// </param>
    /// <exception cref="LoadException">The test cannot be made, or could not go on; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The test was given up before the first request.</exception>
    /// <exception cref="InvalidOperationException">The test has been run before.</exception>
    public async Task<LoadResult> RunAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _runs, 1) != 0)
        {
            throw new InvalidOperationException("A LoadTest runs once; make another one.");
        }

        RunPlan plan = PlanBuilder.Build(_options);
        if (FileLimit.Check(plan) is { } tooFew)
        {
            throw new LoadException(tooFew);
        }

        (IReadOnlyList<IPEndPoint> addresses, ProbeFailure? refusal, TimeSpan? dns) =
            await TargetProbe.WaitAsync(plan, _options.WaitFor, cancellationToken).ConfigureAwait(false);
        if (refusal is not null)
        {
            throw new LoadException(refusal.Hint is null ? refusal.Message : $"{refusal.Message} ({refusal.Hint})");
        }

        plan = plan with { Addresses = addresses, DnsTime = dns };
        return await Task.Factory.StartNew(
            () => Run(plan, cancellationToken),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).ConfigureAwait(false);
    }

    private (IReadOnlyList<RequestSource> Sources, Func<int, Func<Lane, Pacer>>? Pacers) LoadOf(RunPlan plan) =>
        plan.Scenario is not null
            ? UserSources.For(plan, _options)
            : (RequestSources.For(
                plan,
                _options.Source is { } source ? (lane, users) => new OwnSource(source(lane), users) : null), null);

    private LoadResult Run(RunPlan plan, CancellationToken cancellationToken)
    {
        Transport transport = _options.Transport ?? TransportSelector.Select(out _);
        (IReadOnlyList<RequestSource> sources, Func<int, Func<Lane, Pacer>>? pacers) = LoadOf(plan);
        using LoadSession session = new(plan, transport, Tool, sources, pacers);
        _session = session;
        _observers.ForEach(session.Run.Observe);
        RunSnapshot run;
        using (cancellationToken.Register(session.Interrupt))
        {
            run = session.Measure();
        }

        return session.Failure is { } failure
            ? throw new LoadException(failure)
            : new LoadResult(
                session.Document!,
                plan.CorrectsLatency ? run.CorrectLatency() : run.Latency,
                session.Run.WasInterrupted);
    }
}
