namespace FastHttp.Transports;

/// <summary>
/// A receiver whose reader may be waiting for bytes. So it is told also when this side closes the connection:
/// as <see cref="TransportError.Aborted"/>.
/// </summary>
internal interface IPullReceiver : ITransportReceiver;
