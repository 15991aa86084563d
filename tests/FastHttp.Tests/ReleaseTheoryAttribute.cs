namespace FastHttp.Tests;

/// <inheritdoc cref="ReleaseFactAttribute"/>
public sealed class ReleaseTheoryAttribute : TheoryAttribute
{
    public ReleaseTheoryAttribute() => Skip = ReleaseOnly.Reason;
}
