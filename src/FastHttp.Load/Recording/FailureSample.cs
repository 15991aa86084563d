namespace FastHttp.Load.Recording;

// What the first failure of its kind looked like. Immutable.
internal sealed record FailureSample(long AtUs, string Text);
