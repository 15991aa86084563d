namespace LocustBridge.Session;

// Has the events that a session tells of. Called by one thread, in the order in which they happened.
internal interface IEventRaiser
{
    void RaiseConnected();

    void RaiseSpawning(SpawnOrder order);

    void RaiseSpawningComplete(int users);

    void RaiseStopped();

    void RaiseQuit();

    void RaiseUserClassUpdated(LocustValue change);
}
