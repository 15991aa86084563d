namespace FastHttp.Load.Recording;

// The iterations of one kind of user, as one lane has seen them. Owned as the lane's recorder is.
internal sealed class IterationRecorder
{
    /// <summary>How long those took that came to their end, in µs.</summary>
    public LatencyHistogram Duration { get; } = LatencyHistogram.CreateGrowing();

    public long Completed => Duration.Count;

    /// <summary>Iterations that an error of the script ended.</summary>
    public long Failed { get; private set; }

    /// <summary>Iterations that were under way when their user left, or the run ended.</summary>
    public long Interrupted { get; private set; }

    public void RecordCompleted(long durationUs) => Duration.Record(durationUs);

    public void RecordFailed() => Failed++;

    public void RecordInterrupted() => Interrupted++;
}
