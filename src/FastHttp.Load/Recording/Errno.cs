namespace FastHttp.Load.Recording;

// Linux's error numbers; what else the runtime runs on has names of its own for them.
internal static class Errno
{
    /// <summary>EADDRINUSE: bind finds no free port.</summary>
    public const int AddressInUse = 98;

    /// <summary>EADDRNOTAVAIL: connect finds none, or the address is not this machine's.</summary>
    public const int AddressNotAvailable = 99;

    public const int ConnectionReset = 104;
    public const int TimedOut = 110;
    public const int Unreachable = 113;
}
