namespace FastHttp.Load.Scenarios;

// What a user does next.
internal enum ScenarioStep
{
    // It sends: the source has its request.
    Send,

    // It waits until a time.
    Pause,

    // It has ended its iteration and waits to be told to begin the next.
    Rest,

    // It waits for something that is not the run's, and comes back by itself.
    Wait,

    // It has ended.
    End,
}
