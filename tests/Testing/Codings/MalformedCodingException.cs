using System;

namespace Testing.Codings;

/// <summary>Thrown by the reference decoders for bytes that are not of their coding, or that end too early.</summary>
internal sealed class MalformedCodingException : Exception;
