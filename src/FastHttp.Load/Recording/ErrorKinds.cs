namespace FastHttp.Load.Recording;

// Which reason counts as which of wrk's kinds. A pure table; one row a reason that is not a read error.
internal static class ErrorKinds
{
    public static WrkErrorKind Of(HttpError reason) => reason switch
    {
        HttpError.None or HttpError.Canceled or HttpError.Disposed => WrkErrorKind.None,

        // wrk books a refused connect under "write", because it notices at the first write; that helps no reader.
        HttpError.DnsFailed or HttpError.DnsTimeout or HttpError.ConnectRefused or HttpError.ConnectFailed
            or HttpError.ConnectTimeout or HttpError.TlsFailed or HttpError.TlsTimeout or HttpError.ProxyRefused
            or HttpError.PoolExhausted or HttpError.PoolWaitTimeout => WrkErrorKind.Connect,
        HttpError.WriteFailed or HttpError.WriteTimeout
            or HttpError.RequestBodyMismatch or HttpError.RequestBodyFailed => WrkErrorKind.Write,
        HttpError.HeadTimeout or HttpError.BodyTimeout or HttpError.RequestTimeout => WrkErrorKind.Timeout,
        _ => WrkErrorKind.Read,
    };
}

// The four kinds in which wrk counts socket errors, and which reason belongs to which.
internal enum WrkErrorKind : byte
{
    /// <summary>Not the target's doing: the run stopped, or nothing failed. Counted by reason only.</summary>
    None,
    Connect,
    Read,
    Write,
    Timeout,
}
