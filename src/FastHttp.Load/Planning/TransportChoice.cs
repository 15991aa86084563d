using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Planning;

/// <summary>Which transport the user asked for.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public enum TransportChoice
{
    /// <summary>What is fastest on this system.</summary>
    Auto,

    /// <summary>epoll, on Linux.</summary>
    Epoll,

    /// <summary>The sockets of .NET.</summary>
    Sockets,
}
