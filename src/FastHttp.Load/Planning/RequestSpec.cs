using System.Collections.Generic;

namespace FastHttp.Load.Planning;

// One request in parts, before it is serialised. Immutable.
internal sealed record RequestSpec(
    string Method, string Target, IReadOnlyList<RequestHeader> Headers, byte[] Body, bool HasBody)
{
    /// <summary>
    /// Whether the length of the body is declared: also that of an empty one, if the method implies one.
    /// </summary>
    public bool DeclaresLength => HasBody || Method is "POST" or "PUT" or "PATCH";
}
