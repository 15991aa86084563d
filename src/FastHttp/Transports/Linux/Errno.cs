namespace FastHttp.Transports.Linux;

/// <summary>Linux error numbers, and what they mean to a transport: the one switch.</summary>
internal static class Errno
{
    public const int NotPermitted = 1;
    public const int Interrupted = 4;
    public const int Again = 11;
    public const int BrokenPipe = 32;
    public const int ConnectionReset = 104;
    public const int NotImplemented = 38;
    public const int InProgress = 115;

    public static TransportError ToTransportError(int number) => number switch
    {
        0 => TransportError.None,
        // ECONNREFUSED, ENOENT (no such Unix-domain socket).
        111 or 2 => TransportError.Refused,
        // A full accept queue of a Unix-domain socket answers EAGAIN: nobody takes the connection.
        Again => TransportError.Refused,
        // ECONNABORTED is the third.
        ConnectionReset or BrokenPipe or 103 => TransportError.Reset,
        // ETIMEDOUT.
        110 => TransportError.TimedOut,
        // ENETUNREACH, EHOSTUNREACH, ENETDOWN.
        101 or 113 or 100 => TransportError.Unreachable,
        // EADDRNOTAVAIL, EADDRINUSE.
        99 or 98 => TransportError.AddressNotAvailable,
        // EMFILE, ENFILE.
        24 or 23 => TransportError.TooManyOpenFiles,
        // EACCES, EPERM.
        13 or 1 => TransportError.AccessDenied,
        _ => TransportError.Other,
    };

    public static TransportException ToException(string call, int number) =>
        new(ToTransportError(number), $"{call} failed with error {number}.");
}
