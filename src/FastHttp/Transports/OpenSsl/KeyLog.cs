using System;
using System.IO;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Authentication;
using System.Threading;

namespace FastHttp.Transports.OpenSsl;

/// <summary>
/// Appends the secrets of every handshake to the file that the environment variable <c>SSLKEYLOGFILE</c> names, as
/// browsers and curl do, so that a recorded connection can be read. Any thread.
/// Source: draft-ietf-tls-keylogfile.
/// </summary>
internal static unsafe class KeyLog
{
    private const string Variable = "SSLKEYLOGFILE";
    private static readonly Lock s_gate = new();
    private static FileStream? s_file;

    /// <summary>The file; null if none is asked for.</summary>
    public static string? Path { get; } =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? path : null;

    /// <summary>Opens the file, if it is not open.</summary>
    /// <exception cref="AuthenticationException">The file cannot be written.</exception>
    public static void Open()
    {
        lock (s_gate)
        {
            try
            {
                s_file ??= new FileStream(Path!, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw new AuthenticationException($"{Variable} cannot be written: {failure.Message}", failure);
            }
        }
    }

    /// <summary>OpenSSL's callback: a line without its end.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static void OnLine(nint ssl, byte* text)
    {
        ReadOnlySpan<byte> line = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);
        Span<byte> copy = stackalloc byte[line.Length + 1];
        line.CopyTo(copy);
        copy[line.Length] = (byte)'\n';
        try
        {
            lock (s_gate)
            {
                s_file!.Write(copy);
            }
        }
        catch (IOException)
        {
            // A full disk: the log is short, the connection goes on. An exception must not pass through OpenSSL.
        }
    }
}
