namespace Runner.Options.Values;

// Instead of one host and port, another: what --connect-to says. An empty host, or port 0, stands for any, or the same.
internal readonly record struct HostRoute(string Host, int Port, string ToHost, int ToPort);
