using FastHttp.Load.Sources;

namespace Runner.Scenarios;

// Where one user of a lane stands. A struct in an array of its lane, since there may be tens of thousands.
internal struct ScenarioUser
{
    public nint Thread;
    public ScenarioPhase Phase;

    // What lies on the coroutine's stack for it to go on with.
    public int Arguments;

    // The user's number in the script, from 1; 0 for setup and teardown.
    public int Which;
    public int Iteration;
    public bool IsNew;

    // Whether it may begin an iteration, where users wait to be told to.
    public bool IsOrdered;

    // Whether the iteration has asked for anything: one that does not must not go round and round.
    public bool HasActed;
    public long BeganAt;
    public long SentAt;
    public long WakeAt;

    // The row of the request that it waits for; of a batch, the next that is answered.
    public int Row;

    // How many requests its batch has, 0 where it sends one by itself; how many are answered, and how long those were.
    public int BatchCount;
    public int Answered;
    public int AnsweredBytes;
    public CookieJar? Cookies;
}
