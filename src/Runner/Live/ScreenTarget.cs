namespace Runner.Live;

// What a screen has to know of the run beyond its figures.
internal sealed record ScreenTarget(string Url, int Connections, int Threads, string Transport, int Processors);
