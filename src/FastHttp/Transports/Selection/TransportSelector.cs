using System;
using System.Runtime.InteropServices;
using FastHttp.Transports.Linux;
using FastHttp.Transports.Sockets;

namespace FastHttp.Transports;

/// <summary>
/// Chooses the transport: epoll on Linux, .NET sockets elsewhere; the environment variable
/// <c>FASTHTTP_TRANSPORT</c> (<c>auto</c>, <c>epoll</c> or <c>sockets</c>) or the caller overrides it.
/// </summary>
public static class TransportSelector
{
    /// <summary>The environment variable that overrides the automatic choice.</summary>
    public const string EnvironmentVariable = "FASTHTTP_TRANSPORT";

    /// <summary>Chooses by the environment variable, else by what the system offers.</summary>
    /// <param name="reason">Why it was chosen, as a phrase for people.</param>
    /// <exception cref="ArgumentException">The environment variable names no transport.</exception>
    /// <exception cref="PlatformNotSupportedException">It names epoll, and this system has none.</exception>
    public static Transport Select(out string reason)
    {
        string? name = Environment.GetEnvironmentVariable(EnvironmentVariable);
        if (string.IsNullOrEmpty(name))
        {
            return Select("auto", out reason);
        }

        if (name is not ("auto" or "epoll" or "sockets"))
        {
            throw new ArgumentException($"{EnvironmentVariable}: {Unknown(name)}");
        }

        Transport transport = Select(name, out reason);
        reason = name == "auto" ? reason : $"{EnvironmentVariable}={name} asks for it";
        return transport;
    }

    /// <summary>Chooses by name.</summary>
    /// <param name="name"><c>auto</c>, <c>epoll</c> or <c>sockets</c>.</param>
    /// <param name="reason">Why it was chosen, as a phrase for people.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> names no transport.</exception>
    /// <exception cref="PlatformNotSupportedException">It names epoll, and this system has none.</exception>
    public static Transport Select(string name, out string reason)
    {
        ArgumentNullException.ThrowIfNull(name);
        switch (name)
        {
            case "epoll":
                if (WhyNoEpoll() is { } obstacle)
                {
                    throw new PlatformNotSupportedException($"The epoll transport is not available: {obstacle}.");
                }

                reason = "it was asked for";
                return EpollTransport.Instance;
            case "sockets":
                reason = "it was asked for";
                return SocketTransport.Instance;
            case "auto":
                string? why = WhyNoEpoll();
                reason = why ?? "this system has epoll";
                return why is null ? EpollTransport.Instance : SocketTransport.Instance;
            default:
                throw new ArgumentException(Unknown(name), nameof(name));
        }
    }

    private static string Unknown(string name) => $"'{name}' names no transport; use auto, epoll or sockets.";

    private static string? WhyNoEpoll()
    {
        if (!OperatingSystem.IsLinux())
        {
            return $"{RuntimeInformation.OSDescription} has no epoll";
        }

        // struct epoll_event is laid out by hand, and checked, for these two alone.
        Architecture architecture = RuntimeInformation.ProcessArchitecture;
        return architecture is Architecture.X64 or Architecture.Arm64
            ? null
            : $"epoll is not supported on {architecture}";
    }
}
