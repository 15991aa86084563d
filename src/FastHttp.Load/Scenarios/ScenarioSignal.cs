namespace FastHttp.Load.Scenarios;

// What a user wants when it stops running. The numbers 1 to 5 are repeated in the runner's Lua/scenario.lua.
internal enum ScenarioSignal
{
    // To send the request that it made.
    Request = 0,

    // Nothing: its iteration is over.
    Done = 1,

    // Nothing: its iteration failed.
    Failed = 2,

    // To end for good, since its data is used up.
    Stopped = 3,

    // To wait.
    Think = 4,

    // To send several requests at once.
    Batch = 5,

    // It cannot go on, and the next iteration needs a new user: it yielded something of its own, or Lua itself failed.
    Broken = 6,

    // To wait for something that is not the run's. It comes back by itself.
    Away = 7,
}
