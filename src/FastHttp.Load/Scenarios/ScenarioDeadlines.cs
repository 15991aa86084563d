using System;

namespace FastHttp.Load.Scenarios;

// When the requests of the users of one lane have taken too long, in Stopwatch ticks. Apart from the users, since all
// of them are looked through again and again. Lane-owned.
internal sealed class ScenarioDeadlines
{
    private long[] _times = [];

    public ScenarioDeadlines(int users) => Grow(users);

    public void Set(int user, long time) => _times[user] = time;

    public void Clear(int user) => _times[user] = long.MaxValue;

    /// <summary>Finds a user whose request has taken longer than it may.</summary>
    /// <param name="now">The time.</param>
    /// <param name="from">Where to begin.</param>
    /// <returns>Its number, or -1.</returns>
    public int FindOverdue(long now, int from)
    {
        long[] times = _times;
        for (int user = from; user < times.Length; user++)
        {
            if (times[user] <= now)
            {
                return user;
            }
        }

        return -1;
    }

    public void Grow(int users)
    {
        int before = _times.Length;
        Array.Resize(ref _times, users);
        Array.Fill(_times, long.MaxValue, before, users - before);
    }
}
