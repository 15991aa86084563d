namespace FastHttp.Transports.Linux;

/// <summary>Linux error numbers, and what they mean to a transport: the one switch.</summary>
internal static class Errno
{
    public const int Interrupted = 4;
    public const int Again = 11;
    public const int NotImplemented = 38;
    public const int InProgress = 115;

    public static TransportError ToTransportError(int number) => number switch
    {
        0 => TransportError.None,
        111 or 2 => TransportError.Refused,
        104 or 32 or 103 => TransportError.Reset,
        110 => TransportError.TimedOut,
        101 or 113 or 100 => TransportError.Unreachable,
        99 or 98 => TransportError.AddressNotAvailable,
        24 or 23 => TransportError.TooManyOpenFiles,
        13 or 1 => TransportError.AccessDenied,
        // A full accept queue of a Unix-domain socket answers EAGAIN: nobody takes the connection.
        Again => TransportError.Refused,
        _ => TransportError.Other,
    };
}
