using System;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Sources;

namespace FastHttp.Load.Scenarios;

// What a derived type says of its users, and does for them.
public abstract partial class ScenarioSource
{
    /// <summary>Whether iterations begin by the plan's schedule, where it has one.</summary>
    protected virtual bool FollowsSchedule => true;

    /// <summary>The number of a user within the whole run, from 1.</summary>
    protected int IdOf(int user) => (user * _plan.Lanes) + _lane + 1;

    /// <summary>What a user draws its random numbers from.</summary>
    protected int SeedOf(int user) => RunSeed.Of(_plan.Seed, IdOf(user));

    /// <summary>Lays out the next iteration of a user.</summary>
    /// <param name="user">Number of the user within the lane.</param>
    /// <param name="which">The number of its kind, from 1; 0 for setup and teardown.</param>
    /// <param name="iteration">The number of the iteration, from 1.</param>
    protected abstract void BeginIteration(int user, int which, int iteration);

    /// <summary>Runs a user on, with what was laid out for it, until it wants something.</summary>
    protected abstract ScenarioSignal Run(int user);

    /// <summary>How many requests a user wants to send at once.</summary>
    protected virtual int BatchCountOf(int user) => 0;

    /// <summary>Makes a user's batch.</summary>
    /// <param name="user">Number of the user within the lane.</param>
    /// <param name="timeout">The time limit of a request that has none, in Stopwatch ticks.</param>
    protected virtual RequestBatch MakeBatch(int user, long timeout) => default;

    /// <summary>The name of any of a batch's requests, by number, and how many bytes it has.</summary>
    protected virtual (int Row, int Length) PartOf(int user, int request) => default;

    /// <summary>The request of a user, valid until it runs on; of a batch, the next that is answered.</summary>
    protected abstract ReadOnlySpan<byte> RequestOf(int user);

    /// <summary>What is known of the request that a user asks for.</summary>
    protected abstract RequestTraits TraitsOf(int user);

    /// <summary>The name of a user's request, by a small number of the lane's own; of a batch, that of the next that is
    /// answered.</summary>
    protected abstract int RowOf(int user);

    /// <summary>What a number of <see cref="RowOf"/> stands for.</summary>
    protected abstract (string Method, string Label) NameOf(int row);

    /// <summary>The time limit of a user's request in seconds; 0 for the run's.</summary>
    protected abstract double TimeoutOf(int user);

    /// <summary>How long a user pauses, in seconds.</summary>
    protected abstract double PauseOf(int user);

    /// <summary>Why a user's iteration failed.</summary>
    protected abstract ScenarioFault FaultOf(int user, ScenarioSignal signal);

    /// <summary>Lays out an answer for a user to go on with. The request is still there.</summary>
    /// <returns>Whether it was the last.</returns>
    protected abstract bool TakeResponse(int user, FastHttpResponse response, long elapsed, bool hasCookies);

    /// <summary>Lays out that there is no answer, and why.</summary>
    /// <returns>Whether it was the last.</returns>
    protected abstract bool TakeFailure(int user, HttpError error, long elapsed);

    /// <summary>Lays out that a pause is over.</summary>
    protected abstract void TakePauseEnd(int user);

    /// <summary>Lets a user go in the middle of an iteration.</summary>
    protected abstract void Forget(int user);

    /// <summary>Makes room for so many users from now on.</summary>
    protected abstract void Grow(int count);

    /// <summary>Which data was to be used once and is used up, for people; null where there is none.</summary>
    protected virtual string? UsedUp => null;

    /// <summary>Hands over the checks that were made since the last call.</summary>
    /// <param name="recorder">Takes them; null to forget them.</param>
    protected abstract void TakeChecks(ScenarioRecorder? recorder);
}
