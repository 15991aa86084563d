using System.Threading;
using FastHttp.Transports;

namespace FastHttp.Tests.Transports;

/// <summary>Keeps how a handshake ended.</summary>
internal sealed class SecureRecorder : ISecureHandler
{
    private readonly ManualResetEventSlim _ended = new();
    private SecureOutcome _outcome;

    public int Calls { get; private set; }

    public void OnSecured(in SecureOutcome outcome)
    {
        Calls++;
        _outcome = outcome;
        _ended.Set();
    }

    public SecureOutcome Wait()
    {
        Patience.Wait(_ended, "the end of a handshake");
        return _outcome;
    }
}
