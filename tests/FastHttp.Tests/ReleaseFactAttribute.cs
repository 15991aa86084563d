namespace FastHttp.Tests;

/// <summary>A test of what optimised code does: Debug builds allocate for reasons of their own.</summary>
public sealed class ReleaseFactAttribute : FactAttribute
{
    public ReleaseFactAttribute() => Skip = ReleaseOnly.Reason;
}
