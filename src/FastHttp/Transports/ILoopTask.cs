namespace FastHttp.Transports;

/// <summary>Work that is run on a loop. Implemented by long-lived objects, so that posting allocates nothing.</summary>
public interface ILoopTask
{
    /// <summary>Runs on the loop. Must not block and must not throw.</summary>
    void Run();
}
