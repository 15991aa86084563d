namespace Runner.Cli;

// Which transport the user asked for.
internal enum TransportChoice
{
    Auto,
    Epoll,
    Sockets,
}
