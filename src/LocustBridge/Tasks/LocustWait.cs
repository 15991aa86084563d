using System;

namespace LocustBridge.Tasks;

/// <summary>How long a user waits between two tasks. Immutable; shared by all users of a class.</summary>
public abstract class LocustWait
{
    /// <summary>Not at all.</summary>
    public static LocustWait None { get; } = new Fixed(TimeSpan.Zero);

    /// <summary>Always the same.</summary>
    /// <param name="pause">The pause.</param>
    public static LocustWait Constant(TimeSpan pause) => new Fixed(pause);

    /// <summary>A random pause, evenly spread.</summary>
    /// <param name="from">The shortest.</param>
    /// <param name="to">The longest.</param>
    public static LocustWait Between(TimeSpan from, TimeSpan to) => new Spread(from, to);

    /// <summary>A task begins each so often; one that takes longer is followed at once by the next.</summary>
    /// <param name="period">From the begin of one task to that of the next.</param>
    public static LocustWait Pacing(TimeSpan period) => new Paced(period);

    /// <summary>So many tasks each second and user, at most.</summary>
    /// <param name="tasksPerSecond">The rate; above 0.</param>
    public static LocustWait Throughput(double tasksPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tasksPerSecond);
        return new Paced(TimeSpan.FromSeconds(1 / tasksPerSecond));
    }

    /// <summary>The pause after a task.</summary>
    /// <param name="taskTime">How long the task took.</param>
    /// <param name="random">The user's own source of chance.</param>
    public abstract TimeSpan Next(TimeSpan taskTime, Random random);

    private sealed class Fixed(TimeSpan pause) : LocustWait
    {
        public override TimeSpan Next(TimeSpan taskTime, Random random) => pause;
    }

    private sealed class Spread(TimeSpan from, TimeSpan to) : LocustWait
    {
        public override TimeSpan Next(TimeSpan taskTime, Random random) => from + ((to - from) * random.NextDouble());
    }

    private sealed class Paced(TimeSpan period) : LocustWait
    {
        public override TimeSpan Next(TimeSpan taskTime, Random random) =>
            taskTime < period ? period - taskTime : TimeSpan.Zero;
    }
}
