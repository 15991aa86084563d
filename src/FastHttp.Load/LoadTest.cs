using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;
using FastHttp.Load.Scenarios;
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

    /// <summary>Makes a test from its options.</summary>
    public LoadTest(LoadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    /// <summary>The test as far as it has come; null before it has begun. Any thread.</summary>
    public LiveFigures? Live => _session?.Run.Live;

    /// <summary>
    /// Adds an observer that hears of each interval while the test runs. Call it before <see cref="RunAsync"/>.
    /// </summary>
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
        RunPlan plan = await PrepareAsync(cancellationToken).ConfigureAwait(false);
        return await Apart(() => Run(plan, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>
    /// Runs each kind of user once, alone and without a load, and shows every request, every answer and every check. It
    /// helps to write a user. Call it instead of <see cref="RunAsync"/>.
    /// </summary>
    /// <param name="output">Takes the text.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether no user failed, and every check held.</returns>
    /// <exception cref="LoadException">The test cannot be made, or has no users; the message says why.</exception>
    /// <exception cref="OperationCanceledException">It was given up before the first request.</exception>
    /// <exception cref="InvalidOperationException">The test has been run before.</exception>
    public async Task<bool> TraceAsync(TextWriter output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (_options is { User: null, Users.Count: 0 })
        {
            throw new LoadException("User: set it, or Users; there is nothing to trace");
        }

        RunPlan plan = await PrepareAsync(cancellationToken).ConfigureAwait(false);
        return await Apart(() => Trace(plan, output, cancellationToken)).ConfigureAwait(false);
    }

    // A run holds its thread until it ends.
    private static Task<T> Apart<T>(Func<T> run) => Task.Factory.StartNew(
        run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private async Task<RunPlan> PrepareAsync(CancellationToken cancellationToken)
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
            await TargetProbe.WaitAsync(plan, TimeLimit.Of(_options.WaitFor), cancellationToken).ConfigureAwait(false);
        if (refusal is not null)
        {
            throw new LoadException(refusal.Hint is null ? refusal.Message : $"{refusal.Message} ({refusal.Hint})");
        }

        return plan with { Addresses = addresses, DnsTime = dns };
    }

    private (IReadOnlyList<RequestSource> Sources, Func<int, Func<Lane, Pacer>>? Pacers) LoadOf(RunPlan plan) =>
        plan.Scenario is not null
            ? UserSources.For(plan, _options)
            : (RequestSources.For(
                plan,
                _options.Source is { } source ? (lane, users) => new OwnSource(source(lane), users) : null), null);

    private bool Trace(RunPlan plan, TextWriter output, CancellationToken cancellationToken)
    {
        ScenarioTrace trace = new(output);
        RunPlan turn = ScenarioTurn.PlanOf(plan);
        UserSource source = UserSources.Once(turn, _options, trace);
        using (LoadEngine engine = ScenarioTurn.EngineOf(turn, TransportOf(), source))
        using (cancellationToken.Register(engine.Stop))
        {
            engine.Run();
        }

        trace.WriteEnd();
        return trace is { FailedIterations: 0, FailedChecks: 0 };
    }

    private Transport TransportOf() => _options.Transport ?? TransportSelector.Select(out _);

    private LoadResult Run(RunPlan plan, CancellationToken cancellationToken)
    {
        (IReadOnlyList<RequestSource> sources, Func<int, Func<Lane, Pacer>>? pacers) = LoadOf(plan);
        using LoadSession session = new(plan, TransportOf(), Tool, sources, pacers);
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
                plan.CorrectsLatency ? run.CorrectedLatency : run.Latency,
                session.Run.WasInterrupted);
    }
}
