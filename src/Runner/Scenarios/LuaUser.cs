namespace Runner.Scenarios;

// A user that is a coroutine. A struct in an array of its lane, since there may be tens of thousands.
internal struct LuaUser
{
    public nint Thread;

    // What lies on the coroutine's stack for it to go on with.
    public int Arguments;

    // How many requests its batch has, 0 where it sends one by itself; how many are answered, and how long those were.
    public int BatchCount;
    public int Answered;
    public int AnsweredBytes;
}
