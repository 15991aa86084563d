using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace FastHttp.Transports.OpenSsl;

/// <summary>
/// Finds the system's OpenSSL at run time, as the runtime itself does, and makes it ready. Any thread.
/// </summary>
internal static unsafe class OpenSslLibrary
{
    // The runtime's own variable: two versions in one process would be two sets of everything.
    private const string VersionOverride = "CLR_OPENSSL_VERSION_OVERRIDE";
    private const nuint OldestVersion = 0x1010_1000;

    private static readonly Lazy<string?> s_obstacle = new(Load, LazyThreadSafetyMode.ExecutionAndPublication);
    private static nint s_handle;

    /// <summary>The version as the library says it; empty where there is none.</summary>
    public static string Version { get; private set; } = "";

    /// <summary>The kind of BIO that reads and writes by <see cref="RecordPort"/>.</summary>
    public static nint BioMethod { get; private set; }

    /// <summary>Why OpenSSL cannot be called directly, as a phrase for people; null if it can.</summary>
    public static string? Obstacle => s_obstacle.Value;

    private static string? Load()
    {
        if (!OperatingSystem.IsLinux())
        {
            return $"{RuntimeInformation.OSDescription} has its own TLS";
        }

        if (sizeof(nint) != 8)
        {
            return $"{RuntimeInformation.ProcessArchitecture} is not supported";
        }

        if (!TryOpen(out s_handle))
        {
            return "no libssl was found";
        }

        NativeLibrary.SetDllImportResolver(
            typeof(OpenSslLibrary).Assembly,
            static (name, _, _) => name == LibSsl.Library ? s_handle : 0);
        try
        {
            return Prepare();
        }
        catch (EntryPointNotFoundException failure)
        {
            return $"libssl lacks what is needed ({failure.Message})";
        }
    }

    private static bool TryOpen(out nint handle)
    {
        string? version = Environment.GetEnvironmentVariable(VersionOverride);
        return (!string.IsNullOrEmpty(version) && NativeLibrary.TryLoad($"libssl.so.{version}", out handle))
            || NativeLibrary.TryLoad("libssl.so.3", out handle)
            || NativeLibrary.TryLoad("libssl.so.1.1", out handle);
    }

    private static string? Prepare()
    {
        if (LibSsl.VersionNumber() < OldestVersion)
        {
            return "libssl is older than 1.1.1";
        }

        // Loops may still be running when the process exits; the library must not take itself down under them.
        if (LibSsl.Initialize(LibSsl.InitNoAtExit | LibSsl.InitLoadStrings, 0) != 1)
        {
            return "libssl does not start";
        }

        Version = Marshal.PtrToStringUTF8((nint)LibSsl.Version(0)) ?? "";
        fixed (byte* name = "loop"u8)
        {
            BioMethod = LibSsl.NewBioMethod(LibSsl.NewBioIndex() | LibSsl.BioSourceSink, name);
        }

        return BioMethod != 0
            && LibSsl.SetBioRead(BioMethod, &RecordPort.OnRead) == 1
            && LibSsl.SetBioWrite(BioMethod, &RecordPort.OnWrite) == 1
            && LibSsl.SetBioControl(BioMethod, &RecordPort.OnControl) == 1
            ? null
            : "libssl is out of memory";
    }
}
