namespace Runner.Scripting;

// What a user's coroutine wants when it stops running. The numbers but the first and the last are repeated in
// Lua/scenario.lua.
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

    // It cannot go on: it yielded something of its own, or Lua itself failed.
    Broken = 6,
}
