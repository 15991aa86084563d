using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Recording;

/// <summary>The reasons in words, for people.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public static class ErrorText
{
    /// <summary>A reason in plain words.</summary>
    public static string Of(HttpError reason) => reason switch
    {
        // Only the end of the run cancels here.
        HttpError.Canceled => "the run was stopped",
        _ => reason.ToText(),
    };
}
