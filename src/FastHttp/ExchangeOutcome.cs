namespace FastHttp;

/// <summary>What an exchange brought, as far as nothing of the message itself is kept.</summary>
/// <param name="StatusCode">The status of the final response.</param>
/// <param name="BodyLength">Decoded octets of the body.</param>
/// <param name="Remaining">Responses of the same batch that are still to come.</param>
public readonly record struct ExchangeOutcome(int StatusCode, long BodyLength, int Remaining);
