namespace FastHttp.Load.Scenarios;

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
