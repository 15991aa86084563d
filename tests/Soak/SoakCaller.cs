using System;
using System.Threading;
using System.Threading.Tasks;
using FastHttp;

namespace Soak;

/// <summary>
/// One caller: draws a kind, calls, and compares the outcome with what that kind allows. Runs until it is told to stop;
/// one call at a time.
/// </summary>
internal abstract class SoakCaller(SoakTally tally, SoakServer server, int seed)
{
    /// <summary>Whether other callers' requests are on the connection at the same time.</summary>
    protected virtual bool IsShared => false;

    protected Random Random { get; } = new(seed);

    /// <summary>What is sent by those that send a body.</summary>
    protected byte[] Bytes { get; } = new byte[2 * SoakRules.MaxBody];

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            SoakKind kind = SoakRules.Draw(Random);
            kind = CanAsk(kind) ? kind : SoakKind.Fixed;
            int size = SoakRules.DrawSize(kind, Random);
            long number = tally.NextNumber();
            int epoch = server.Epoch;
            (HttpError error, bool isOwn) = await CallAsync(kind, number, size);
            bool sawRestart = epoch != server.Epoch || (epoch & 1) != 0;
            if (!SoakRules.Allows(kind, error, sawRestart, IsShared))
            {
                tally.Violate($"{kind} {number}: {error}");
            }
            else if (error == HttpError.None && !isOwn)
            {
                tally.Violate($"{kind} {number} of {size} bytes: another's answer");
            }

            tally.Count(kind, error);
            await Task.Delay(Random.Next(30), CancellationToken.None);
        }

        End();
    }

    protected virtual bool CanAsk(SoakKind kind) => true;

    /// <summary>One call; how it ended, and if well, whether the answer was that of the number.</summary>
    protected abstract Task<(HttpError Error, bool IsOwn)> CallAsync(SoakKind kind, long number, int size);

    protected virtual void End()
    {
    }

    /// <summary>A source that is cancelled soon if the kind wants that; else null.</summary>
    protected CancellationTokenSource? Canceller(SoakKind kind)
    {
        if (kind != SoakKind.Cancel)
        {
            return null;
        }

        CancellationTokenSource source = new();
        source.CancelAfter(Random.Next(4));
        return source;
    }
}
