namespace FastHttp.Load.Scenarios;

// Where one user of a lane stands. A struct in an array of its lane, since there may be tens of thousands.
internal struct ScenarioUser
{
    public ScenarioPhase Phase;

    // The number of its kind, from 1; 0 for setup and teardown.
    public int Which;
    public int Iteration;

    // Whether it may begin an iteration, where users wait to be told to.
    public bool IsOrdered;

    // Whether the iteration has asked for anything: one that does not must not go round and round.
    public bool HasActed;
    public long BeganAt;
    public long SentAt;
    public long WakeAt;

    // The row of the request that it waits for; of a batch, the next that is answered.
    public int Row;

    // How many requests its batch has; 0 where it sends one by itself.
    public int BatchCount;
}

// What a user is at.
internal enum ScenarioPhase : byte
{
    // Between two iterations.
    Idle,

    // What it asked for has come: it can go on.
    Ready,

    // Its request is made, and not sent.
    Waiting,

    // Its request is sent.
    InFlight,

    // It pauses within an iteration.
    Pausing,

    // It waits for something that is not the run's.
    Away,

    // It pauses before its next iteration.
    Resting,

    // It does nothing any more.
    Ended,
}
