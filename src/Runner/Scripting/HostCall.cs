namespace Runner.Scripting;

// What the prelude may ask of the host; the numbers are repeated at the head of Lua/host.lua.
internal enum HostCall
{
    TimeMicroseconds = 1,
    Lookup = 2,
    Connect = 3,
    Stop = 4,
    GetGlobal = 5,
    SetGlobal = 6,
    GetAddress = 7,
    SetAddress = 8,
    Write = 9,
    Statistic = 10,
    Percentile = 11,
    ValueAt = 12,
    NewUserData = 13,

    // Of scenarios (ScenarioCalls); the numbers are repeated in Lua/scenario.lua and Lua/scenario_data.lua.
    NameRow = 20,
    Redirect = 21,
    Cookies = 22,
    BeginGroup = 23,
    EndGroup = 24,
    TraceCheck = 25,
    LoadData = 26,
    Row = 27,
    NextRow = 28,
    UniqueRow = 29,
    ReadFile = 30,
}
