namespace FastHttp.Load.Planning;

// Which transport the user asked for.
internal enum TransportChoice
{
    Auto,
    Epoll,
    Sockets,
}
