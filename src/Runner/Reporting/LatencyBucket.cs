namespace Runner.Reporting;

// One row of a histogram: the samples above one bound and up to another.
internal readonly record struct LatencyBucket(long AboveUs, long UpToUs, long Count)
{
    public bool Has(long us) => us > AboveUs && us <= UpToUs;
}
