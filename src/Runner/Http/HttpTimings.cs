namespace Runner.Http;

// How long a request took, in ms: until the connection stood (TLS included), and from there to the response's end.
internal sealed record HttpTimings(double ConnectMs, double ExchangeMs);
