using System;
using FastHttp.Transports;

namespace FastHttp.Tests.Transports;

/// <summary>The other end of a memory connection. It reads only while one of its receiving calls runs.</summary>
internal sealed class MemoryPeer : IPeer
{
    private readonly TransportRig _rig;
    private readonly TransportConnection _connection;
    private readonly RecordingReceiver _receiver = new();
    private int _taken;
    private bool _attached;

    public MemoryPeer(TransportRig rig, TransportConnection connection)
    {
        _rig = rig;
        _connection = connection;
    }

    public TransportConnection Connection => _connection;

    public void Send(ReadOnlySpan<byte> data)
    {
        byte[] copy = data.ToArray();
        Assert.True(_rig.Run(() => _connection.TrySend(copy)));
    }

    public byte[] Receive(int count)
    {
        Pull();
        byte[] data = _receiver.Data;
        Assert.True(data.Length - _taken >= count, $"Have {data.Length - _taken} of {count} bytes.");
        _taken += count;
        return data[(_taken - count).._taken];
    }

    public PeerEnd ReceiveEnd()
    {
        Pull();
        return _receiver.WaitForEnd() == TransportError.Reset ? PeerEnd.Reset : PeerEnd.InOrder;
    }

    public void ShutdownSend() => _rig.Run(_connection.ShutdownSend);

    public void Reset() => _rig.Run(_connection.Abort);

    public void SendAndClose(ReadOnlySpan<byte> data)
    {
        byte[] copy = data.ToArray();
        _rig.Run(() =>
        {
            _connection.TrySend(copy);
            _connection.Close();
        });
    }

    public void Dispose() => _rig.Run(_connection.Close);

    private void Pull()
    {
        _rig.Run(() =>
        {
            if (!_attached)
            {
                _attached = true;
                _connection.Attach(_receiver);
            }
            else
            {
                _connection.ResumeReceive();
            }
        });
        _rig.Run(_connection.PauseReceive);
    }
}
