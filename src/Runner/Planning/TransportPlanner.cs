using System;
using FastHttp.Load.Planning;
using FastHttp.Transports;

namespace Runner.Planning;

// --transport → what carries the bytes.
internal static class TransportPlanner
{
    /// <param name="choice">What was typed; the environment decides where nothing was.</param>
    /// <param name="reason">Why it is this transport.</param>
    /// <exception cref="System.ArgumentException">The environment names no transport.</exception>
    /// <exception cref="System.PlatformNotSupportedException">This system does not have it.</exception>
    public static Transport Select(TransportChoice choice, out string reason)
    {
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable(TlsSelector.EnvironmentVariable)))
        {
            // A wrong name is refused now, not with the first connection.
            TlsSelector.Select(out _);
        }

        return choice switch
        {
            TransportChoice.Epoll => TransportSelector.Select("epoll", out reason),
            TransportChoice.Sockets => TransportSelector.Select("sockets", out reason),
            _ => TransportSelector.Select(out reason),
        };
    }
}
