using System;
using System.IO;
using System.Threading;
using FastHttp.Transports;

namespace FastHttp.Tests.Transports;

/// <summary>
/// Records what a connection pushes, and checks the rules of the push: one call at a time, at least one new byte a
/// call, nothing after the end. Written on the loop, read by the test under <c>_gate</c>.
/// </summary>
internal sealed class RecordingReceiver : ITransportReceiver
{
    private readonly object _gate = new();
    private readonly MemoryStream _data = new();
    private TransportError? _closedBy;
    private int _closedCount;
    private int _calls;
    private int _left;
    private string? _violation;

    /// <summary>Runs on the loop with all bytes not consumed; says how many to consume. Null consumes all.</summary>
    public Func<byte[], int>? Consume { get; set; }

    /// <summary>Runs on the loop after the end was recorded.</summary>
    public Action? Ended { get; set; }

    public int Calls => Read(() => _calls);

    public int ClosedCount => Read(() => _closedCount);

    /// <summary>What was consumed so far.</summary>
    public byte[] Data => Read(_data.ToArray);

    public int OnReceived(ReadOnlySpan<byte> data)
    {
        lock (_gate)
        {
            _calls++;
            if (data.Length <= _left)
            {
                _violation ??= $"{data.Length} bytes were presented although {_left} were left: none is new";
            }

            if (_closedCount != 0)
            {
                _violation ??= "bytes came after the end";
            }
        }

        int consumed = Consume?.Invoke(data.ToArray()) ?? data.Length;
        lock (_gate)
        {
            _left = data.Length - consumed;
            _data.Write(data[..consumed]);
            Monitor.PulseAll(_gate);
        }

        return consumed;
    }

    public void OnClosed(TransportError error)
    {
        lock (_gate)
        {
            _closedBy ??= error;
            _closedCount++;
            Monitor.PulseAll(_gate);
        }

        Ended?.Invoke();
    }

    public byte[] WaitForData(int count)
    {
        Patience.WaitUnder(
            _gate, () => _data.Length >= count || _closedCount != 0, () => $"{count} bytes, have {_data.Length}");
        byte[] data = Data;
        Assert.True(data.Length >= count, $"The connection ended ({_closedBy}) after {data.Length} of {count} bytes.");
        return data;
    }

    public TransportError WaitForEnd()
    {
        Patience.WaitUnder(_gate, () => _closedCount != 0, () => "the end of the connection");
        return _closedBy!.Value;
    }

    public void WaitForCalls(int count) =>
        Patience.WaitUnder(_gate, () => _calls >= count, () => $"{count} calls, have {_calls}");

    /// <summary>Fails if a rule of the push was broken.</summary>
    public void AssertRules() => Assert.Null(Read(() => _violation));

    private T Read<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }
}
