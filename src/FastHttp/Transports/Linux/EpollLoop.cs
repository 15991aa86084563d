using System;
using System.Diagnostics;
using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace FastHttp.Transports.Linux;

/// <summary>
/// One thread, one epoll instance, and the connections bound to them. A turn is: wait, handle what is ready, run what
/// was posted, fire what is due. Descriptors are registered once, edge-triggered, for both directions: an exchange
/// costs one send and one receive, and no epoll_ctl.
/// Owning thread: its own; <see cref="Post"/> and Dispose are open to all.
/// After its end it has no descriptors; what is posted then runs on the pool, and finds everything closed.
/// </summary>
internal sealed unsafe class EpollLoop : TransportLoop
{
    private const int EventCapacity = 256;

    // A TLS record and the head of the next. It stays in the core's cache while OpenSSL copies and decrypts what is in
    // it: 100 KB over TLS take about 5 % less than with 64 KB, and 1 MB without TLS the same.
    private const int ReceiveBufferBytes = 20 * 1024;

    // Pacing asks for microseconds; the kernel's default is to gather wake-ups of 50 of them.
    private const ulong TimerSlackNs = 1_000;

    private static readonly long s_timestampsPerMs = Stopwatch.Frequency / 1000;

    private readonly int _epoll;
    private readonly LoopMailbox _mailbox = new();
    private readonly Thread _thread;
    private readonly byte[] _receiveBuffer = GC.AllocateUninitializedArray<byte>(ReceiveBufferBytes, pinned: true);
    private readonly byte[] _events = GC.AllocateUninitializedArray<byte>(EventCapacity * 16, pinned: true);
    private readonly SlotTable _slots = new();
    private readonly RetiredConnections _retired = new();
    private readonly AddressMemo _address = new();
    private readonly PreciseTimers _preciseTimers = new();
    private volatile bool _stopping;
    private int _disposed;

    public EpollLoop(string name)
    {
        _epoll = Libc.EpollCreate(Libc.EpollCloseOnExec);
        int errno = _epoll < 0 ? Marshal.GetLastSystemError() : 0;
        if (errno == 0)
        {
            errno = Register(_mailbox.Descriptor, SlotTable.MailboxToken, Libc.EpollIn);
        }

        if (errno != 0)
        {
            CloseDescriptors();
            throw Errno.ToException("Making an epoll instance", errno);
        }

        _thread = new Thread(RunTurns) { IsBackground = true, Name = name };
        _thread.Start();
    }

    public override string TransportName => "epoll";

    public override bool HasOwnThread => true;

    public override bool IsOnLoop => IsLoopThread || _mailbox.IsAfterlife;

    private bool IsLoopThread => Thread.CurrentThread == _thread;

    /// <summary>Where every connection of the loop receives when it holds nothing back.</summary>
    internal Span<byte> ReceiveBuffer => _receiveBuffer;

    internal byte* ReceiveBufferPointer =>
        (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_receiveBuffer));

    public override void Post(ILoopTask task)
    {
        if (IsLoopThread)
        {
            _mailbox.PostFromLoop(task);
        }
        else
        {
            _mailbox.Post(task);
        }
    }

    public override TransportConnection? Connect(EndPoint remote, EndPoint? local, IConnectHandler handler)
    {
        ArgumentNullException.ThrowIfNull(remote);
        ArgumentNullException.ThrowIfNull(handler);
        AssertOnLoop();
        if (_stopping)
        {
            handler.OnConnectFailed(TransportError.Aborted, 0);
            return null;
        }

        return EpollConnection.Open(this, _address.Of(remote), local, handler);
    }

    public override void SchedulePrecise(LoopTimer timer, long timestamp)
    {
        ArgumentNullException.ThrowIfNull(timer);
        AssertOnLoop();
        Debug.Assert(timer.Slot < 0, "A timer is armed in one way at a time.");
        _preciseTimers.Arm(timer, timestamp);
    }

    public override void Cancel(LoopTimer timer)
    {
        base.Cancel(timer);
        _preciseTimers.Disarm(timer);
    }

    /// <summary>Binds a descriptor to the loop.</summary>
    /// <returns>0, or the error number with which the system refused; there is no slot then.</returns>
    internal int Add(EpollConnection connection, int descriptor, out int slot)
    {
        slot = _slots.Rent(connection, out ulong token);
        const uint Events = Libc.EpollIn | Libc.EpollOut | Libc.EpollReadHangUp | Libc.EpollEdgeTriggered;
        int errno = Register(descriptor, token, Events);
        if (errno != 0)
        {
            _slots.Return(slot);
        }

        return errno;
    }

    /// <summary>Keeps a closed connection, to be used again from the next turn on.</summary>
    internal void Retire(EpollConnection connection) => _retired.Add(connection);

    /// <summary>A connection that can be used again; null if there is none.</summary>
    internal EpollConnection? TakeRetired() => _retired.Take();

    /// <summary>Frees a slot. Its descriptor leaves epoll when it is closed.</summary>
    internal void Remove(int slot) => _slots.Return(slot);

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _stopping = true;
            _mailbox.Post(StopTask.Instance);
        }

        // Also for a second caller.
        if (!IsLoopThread)
        {
            _thread.Join();
        }
    }

    private int Register(int descriptor, ulong token, uint events)
    {
        byte* data = stackalloc byte[16];
        *(uint*)data = events;
        *(ulong*)(data + Libc.EventDataOffset) = token;
        int result = Libc.EpollControl(_epoll, Libc.EpollCtlAdd, descriptor, data);
        return result == 0 ? 0 : Marshal.GetLastSystemError();
    }

    private void RunTurns()
    {
        byte* events = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_events));
        Libc.SetTimerSlack(TimerSlackNs);
        while (!_stopping)
        {
            int count = Wait(events);
            if (count > 0)
            {
                Dispatch(events, count);
            }

            _mailbox.Drain();
            AdvanceTimers();
            _retired.EndTurn();
        }

        CloseAll();
    }

    private int Wait(byte* events)
    {
        if (!_mailbox.IsEmpty)
        {
            return Libc.EpollPoll(_epoll, events, EventCapacity, 0);
        }

        // First a look that does not block: under load something is ready, and the look is cheaper than a wait, which
        // has to let the collector know that the thread may sleep.
        int count = Libc.EpollPoll(_epoll, events, EventCapacity, 0);
        if (count != 0)
        {
            return count;
        }

        return WaitForTimers(events);
    }

    private int WaitForTimers(byte* events)
    {
        bool precise = _preciseTimers.NextDue != long.MaxValue;
        if (Timers.Count == 0 && !precise)
        {
            return Libc.EpollWait(_epoll, events, EventCapacity, -1);
        }

        long now = Stopwatch.GetTimestamp();
        int timeoutMs = Timers.MillisecondsToNext(now);
        if (!precise)
        {
            return Libc.EpollWait(_epoll, events, EventCapacity, timeoutMs);
        }

        long wait = _preciseTimers.NextDue - now;
        if (wait <= 0)
        {
            return 0;
        }

        if (timeoutMs >= 0)
        {
            wait = Math.Min(wait, timeoutMs * s_timestampsPerMs);
        }

        return Libc.EpollWaitPrecisely(_epoll, events, EventCapacity, wait * (1_000_000_000 / Stopwatch.Frequency));
    }

    private void AdvanceTimers()
    {
        if (Timers.Count != 0)
        {
            Timers.Advance(Stopwatch.GetTimestamp());
        }

        if (_preciseTimers.NextDue != long.MaxValue)
        {
            _preciseTimers.Advance(Stopwatch.GetTimestamp());
        }
    }

    private void Dispatch(byte* events, int count)
    {
        int size = Libc.EventSize;
        int dataOffset = Libc.EventDataOffset;
        for (int index = 0; index < count; index++, events += size)
        {
            ulong token = *(ulong*)(events + dataOffset);
            if (token == SlotTable.MailboxToken)
            {
                _mailbox.Acknowledge();
                continue;
            }

            // Null when an earlier event of this turn closed the connection.
            _slots.Find(token)?.OnReady(*(uint*)events);
        }
    }

    private void CloseAll()
    {
        _mailbox.Drain();
        _slots.ForEach(static connection => connection.AbortOnLoop());
        _mailbox.Drain();
        CloseDescriptors();
    }

    private void CloseDescriptors()
    {
        if (_epoll >= 0)
        {
            _ = Libc.Close(_epoll);
        }

        _mailbox.End();
    }

    private sealed class StopTask : ILoopTask
    {
        public static readonly StopTask Instance = new();

        public void Run()
        {
        }
    }
}
