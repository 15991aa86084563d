using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;

namespace FastHttp.Tests.Client.Support.Bodies;

/// <summary>
/// The producer of one call's body. Waits for the test between its steps, and continues inside the call that lets it
/// go on: the test's, or the one that stops it.
/// </summary>
internal sealed class BodyWriting(BodyPlan plan, bool leavesLoop)
{
    private TaskCompletionSource? _gate;
    private volatile bool _isStopped;
    private volatile bool _isRunning;
    private uint _bits = (uint)(plan.Number * 2654435761L) | 1;

    /// <summary>Whether it may still write.</summary>
    public bool IsRunning => _isRunning;

    /// <summary>Whether it waits for <see cref="GoOn"/>.</summary>
    public bool Waits => Volatile.Read(ref _gate) is not null;

    public int Runs { get; private set; }

    public async ValueTask WriteAsync(PipeWriter output, CancellationToken stop)
    {
        _isRunning = true;
        Runs++;
        try
        {
            using CancellationTokenRegistration bad = plan.HasBadCallback
                ? stop.Register(static () => throw new ProducerFailure())
                : default;
            using CancellationTokenRegistration registration = plan.OnStop == BodyPlan.StopReaction.GoesOn
                ? default
                : stop.UnsafeRegister(static self => ((BodyWriting)self!).Stop(), this);
            await WriteAllAsync(output, stop).ConfigureAwait(false);
        }
        finally
        {
            _isRunning = false;
        }
    }

    /// <summary>Takes the next step, in this call unless it continues elsewhere.</summary>
    public void GoOn() => Interlocked.Exchange(ref _gate, null)?.SetResult();

    private async ValueTask WriteAllAsync(PipeWriter output, CancellationToken stop)
    {
        int written = 0;
        for (int step = 0; ; step++)
        {
            if (plan.IsGated && Next(4) != 0)
            {
                await WaitAsync().ConfigureAwait(false);
            }

            if (stop.IsCancellationRequested && plan.OnStop != BodyPlan.StopReaction.GoesOn)
            {
                if (plan.OnStop == BodyPlan.StopReaction.Returns)
                {
                    return;
                }

                throw plan.OnStop == BodyPlan.StopReaction.Throws
                    ? new OperationCanceledException(stop)
                    : new ProducerFailure();
            }

            if (step == plan.FailsAt)
            {
                plan.HasProducerFailed = true;
                throw new ProducerFailure();
            }

            int count = Math.Min(plan.PieceLength, plan.ProducedLength - written);
            if (count == 0)
            {
                plan.HasMismatched = written != plan.Length;
                return;
            }

            plan.HasMismatched = written + count > plan.Length;
            output.Write(plan.Body.Span.Slice(written, count));
            written += count;
            if (Next(3) != 0
                && (await output.FlushAsync(plan.CancelsFlushes ? stop : default).ConfigureAwait(false)).IsCompleted)
            {
                // The reader has stopped.
                return;
            }
        }
    }

    private Task WaitAsync()
    {
        TaskCompletionSource gate = new(
            leavesLoop ? TaskCreationOptions.RunContinuationsAsynchronously : TaskCreationOptions.None);
        Volatile.Write(ref _gate, gate);
        Interlocked.MemoryBarrier();
        if (_isStopped)
        {
            GoOn();
        }

        return gate.Task;
    }

    private void Stop()
    {
        _isStopped = true;
        Interlocked.MemoryBarrier();
        GoOn();
    }

    // Of its own, since it may run on another thread than the test's.
    private int Next(int bound)
    {
        _bits ^= _bits << 13;
        _bits ^= _bits >> 17;
        _bits ^= _bits << 5;
        return (int)(_bits % (uint)bound);
    }

    /// <summary>What a producer throws.</summary>
    internal sealed class ProducerFailure : Exception
    {
        public ProducerFailure()
            : base("Thrown by the test's producer.")
        {
        }
    }
}
