namespace FastHttp.Transports;

/// <summary>A way to reach the network: makes the loops on which connections live. Thread-safe.</summary>
public abstract class Transport
{
    /// <summary>The name: <c>epoll</c>, <c>sockets</c> or <c>memory</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Makes a loop; the caller disposes it.</summary>
    /// <param name="name">For people: the thread's name where the loop has a thread of its own.</param>
    public abstract TransportLoop CreateLoop(string name);
}
