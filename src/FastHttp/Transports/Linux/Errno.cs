namespace FastHttp.Transports.Linux;

/// <summary>Linux error numbers, and what they mean to a transport: the one switch.</summary>
internal static class Errno
{
    public const int NotPermitted = 1;
    public const int NoSuchFile = 2;
    public const int Interrupted = 4;
    public const int Again = 11;
    public const int AccessDenied = 13;
    public const int TooManyFilesOfSystem = 23;
    public const int TooManyFiles = 24;
    public const int BrokenPipe = 32;
    public const int NotImplemented = 38;
    public const int AddressInUse = 98;
    public const int AddressNotAvailable = 99;
    public const int NetworkDown = 100;
    public const int NetworkUnreachable = 101;
    public const int ConnectionAborted = 103;
    public const int ConnectionReset = 104;
    public const int TimedOut = 110;
    public const int ConnectionRefused = 111;
    public const int HostUnreachable = 113;
    public const int InProgress = 115;

    public static TransportError ToTransportError(int number) => number switch
    {
        0 => TransportError.None,
        // A path of no Unix-domain socket; and its accept queue, where it is full, answers EAGAIN: no server takes the
        // connection.
        ConnectionRefused or NoSuchFile or Again => TransportError.Refused,
        ConnectionReset or BrokenPipe or ConnectionAborted => TransportError.Reset,
        TimedOut => TransportError.TimedOut,
        NetworkUnreachable or HostUnreachable or NetworkDown => TransportError.Unreachable,
        AddressNotAvailable or AddressInUse => TransportError.AddressNotAvailable,
        TooManyFiles or TooManyFilesOfSystem => TransportError.TooManyOpenFiles,
        AccessDenied or NotPermitted => TransportError.AccessDenied,
        _ => TransportError.Other,
    };

    public static TransportException ToException(string call, int number) =>
        new(ToTransportError(number), $"{call} failed with error {number}.");
}
