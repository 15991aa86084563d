namespace FastHttp.Load.Recording;

// The reasons in words, for people.
internal static class ErrorText
{
    public static string Of(HttpError reason) => reason switch
    {
        // Nobody but the end of the run cancels here.
        HttpError.Canceled => "the run was stopped",
        _ => reason.ToText(),
    };
}
