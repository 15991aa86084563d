using System.Collections.Generic;

namespace FastHttp.Load.Recording;

// What became of all connections of a run. Immutable once the run has been merged.
internal sealed class ConnectionTotals
{
    private readonly LatencyHistogram _connect = new();
    private readonly LatencyHistogram _tlsHandshake = new();

    public ConnectionTotals(IReadOnlyList<LaneRecorder> lanes)
    {
        foreach (LaneRecorder lane in lanes)
        {
            Add(lane.Connections);
        }

        Connect = _connect.ToDistribution();
        TlsHandshake = _tlsHandshake.ToDistribution();
    }

    public long Opened { get; private set; }

    /// <summary>Those of them that were opened in the measured time.</summary>
    public long OpenedMeasured { get; private set; }

    /// <summary>The sum of the lanes' peaks, which need not have come at the same time.</summary>
    public long Peak { get; private set; }

    /// <summary>Connections that took the place of another.</summary>
    public long Reconnects { get; private set; }

    /// <summary>Connections that the target closed, in order or not.</summary>
    public long ClosedByPeer { get; private set; }

    /// <summary>Those of them that it closed while no request was under way, in the measured time.</summary>
    public long ClosedIdle { get; private set; }

    /// <summary>Those that were closed here, since more bytes came than the answer had announced.</summary>
    internal long ClosedForSurplus { get; private set; }

    /// <summary>TLS handshakes that resumed an earlier session.</summary>
    public long Resumed { get; private set; }

    /// <summary>TLS handshakes that do not say whether they did.</summary>
    public long ResumedUnknown { get; private set; }

    /// <summary>Time to connect, in µs.</summary>
    public Distribution Connect { get; }

    /// <summary>Time of the TLS handshake, in µs.</summary>
    public Distribution TlsHandshake { get; }

    private void Add(ConnectionRecorder lane)
    {
        Opened += lane.Opened;
        OpenedMeasured += lane.OpenedMeasured;
        Peak += lane.Peak;
        Reconnects += lane.Reconnects;
        ClosedByPeer += lane.ClosedByPeer;
        ClosedIdle += lane.ClosedIdle;
        ClosedForSurplus += lane.ClosedForSurplus;
        Resumed += lane.Resumed;
        ResumedUnknown += lane.ResumedUnknown;
        if (lane.Connect is { } connect)
        {
            _connect.Merge(connect);
        }

        if (lane.TlsHandshake is { } tls)
        {
            _tlsHandshake.Merge(tls);
        }
    }
}
