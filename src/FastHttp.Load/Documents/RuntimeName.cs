using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Documents;

/// <summary>Names the runtime: the version of .NET, and whether the code is native, as the command ships.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public static class RuntimeName
{
    /// <summary>Version of .NET, and whether this is native code.</summary>
    public static string Text { get; } = RuntimeFeature.IsDynamicCodeCompiled
        ? RuntimeInformation.FrameworkDescription
        : $"{RuntimeInformation.FrameworkDescription}, native code";
}
