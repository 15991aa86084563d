namespace FastHttp.Load.Recording;

// The iterations of one kind of user, or the runs through one group, over all lanes. Immutable.
internal sealed record IterationTotals(string Name, long Failed, long Interrupted, Distribution Duration)
{
    public long Completed => Duration.Count;
}
