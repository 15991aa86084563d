using System.Collections.Generic;
using System.Net;

namespace Runner.Options.Values;

// The addresses of a host and port, which are then not asked of a resolver: what --resolve says.
internal sealed record HostPin(string Host, int Port, IReadOnlyList<IPAddress> Addresses);
