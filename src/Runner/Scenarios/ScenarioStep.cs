namespace Runner.Scenarios;

// What a user does next.
internal enum ScenarioStep
{
    // It sends: the source has its request.
    Send,

    // It waits until a time.
    Pause,

    // It has ended its iteration and waits to be told to begin the next.
    Rest,

    // It has ended.
    End,
}
