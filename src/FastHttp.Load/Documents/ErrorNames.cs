namespace FastHttp.Load.Documents;

// Which reason belongs to which kind of error of a result document. A pure table.
internal static class ErrorNames
{
    public static string KindOf(HttpError reason) => reason switch
    {
        HttpError.DnsFailed => "dns",
        HttpError.ConnectRefused or HttpError.ConnectFailed or HttpError.ConnectTimeout or HttpError.ProxyRefused
            or HttpError.PoolExhausted or HttpError.PoolWaitTimeout => "connect",
        HttpError.TlsFailed or HttpError.TlsTimeout => "tls",
        HttpError.WriteFailed or HttpError.WriteTimeout
            or HttpError.RequestBodyMismatch or HttpError.RequestBodyFailed => "write",
        HttpError.HeadTimeout or HttpError.BodyTimeout or HttpError.RequestTimeout => "timeout",
        HttpError.ConnectionReset => "reset",
        HttpError.ConnectionClosed or HttpError.UnexpectedEof => "read",
        _ => "parse",
    };
}
