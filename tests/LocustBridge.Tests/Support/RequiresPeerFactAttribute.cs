using System;

namespace LocustBridge.Tests.Support;

// A test that needs a program of others: skipped visibly where that is missing, but never in CI, where it must fail.
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresPeerFactAttribute : FactAttribute
{
    public RequiresPeerFactAttribute(Peer peer)
    {
        Peer = peer;
        if (Environment.GetEnvironmentVariable("CI") != "true" && Peers.WhyMissing(peer) is string why)
        {
            Skip = why;
        }
    }

    public Peer Peer { get; }
}
