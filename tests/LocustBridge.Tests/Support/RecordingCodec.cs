using System;
using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace LocustBridge.Tests.Support;

// Holds every message of a worker against the rules (case 50) where a proxy would hide what the test is about: the
// worker is connected to the master directly. One worker each. AssertClean at the end.
internal sealed class RecordingCodec : ILocustCodec
{
    private readonly FrameRules _rules = new();
    private readonly LocustCodec _inner = new();

    public void Encode(WorkerMessage message, string nodeId, IBufferWriter<byte> output)
    {
        var bytes = new ArrayBufferWriter<byte>();
        _inner.Encode(message, nodeId, bytes);
        lock (_rules)
        {
            _rules.OnWorker(bytes.WrittenMemory);
        }

        output.Write(bytes.WrittenSpan);
    }

    public bool TryDecode(ReadOnlyMemory<byte> body, [NotNullWhen(true)] out MasterMessage? message)
    {
        lock (_rules)
        {
            _rules.OnMaster(body);
        }

        return _inner.TryDecode(body, out message);
    }

    // The worker's log, by which a master that has died is known.
    public void OnLog(string line)
    {
        if (line.Contains("refused", StringComparison.Ordinal))
        {
            lock (_rules)
            {
                _rules.OnMasterGone();
            }
        }
    }

    public void AssertClean()
    {
        lock (_rules)
        {
            Assert.Empty(_rules.Violations);
        }
    }
}
