using System.Runtime.InteropServices;

namespace FastHttp.Transports.OpenSsl;

/// <summary>What OpenSSL says of a failure: the errors that the calling thread has collected.</summary>
internal static unsafe class OpenSslErrors
{
    private const int TextBytes = 256;

    /// <summary>Takes all errors and describes the first, which is the cause of the others; null if there is none.
    /// </summary>
    public static string? Take()
    {
        nuint first = LibSsl.TakeError();
        if (first == 0)
        {
            return null;
        }

        LibSsl.ClearErrors();
        byte* text = stackalloc byte[TextBytes];
        LibSsl.DescribeError(first, text, TextBytes);
        return Marshal.PtrToStringUTF8((nint)text);
    }
}
