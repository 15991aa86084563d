using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastHttp.Load.Documents;

// What carries the code: the version of .NET, and whether the code is native, as the command ships. Stateless.
internal static class RuntimeName
{
    public static string Text { get; } = RuntimeFeature.IsDynamicCodeCompiled
        ? RuntimeInformation.FrameworkDescription
        : $"{RuntimeInformation.FrameworkDescription}, native code";
}
