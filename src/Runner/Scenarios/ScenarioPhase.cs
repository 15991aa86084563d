namespace Runner.Scenarios;

// What a user's coroutine is at.
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

    // It pauses before its next iteration.
    Resting,

    // It does nothing any more.
    Ended,
}
