using System;

namespace FastHttp.Load.Recording;

// What became of one lane's connections. Owned as the lane's recorder is; the times are µs.
internal sealed class ConnectionRecorder
{
    private long _openedBefore;

    /// <summary>Time to connect, proxy included; a sample for each connection, null before the first.</summary>
    public LatencyHistogram? Connect { get; private set; }

    /// <summary>Time of the TLS handshake; a sample for each connection that speaks it.</summary>
    public LatencyHistogram? TlsHandshake { get; private set; }

    public int Open { get; private set; }

    /// <summary>The most that were open at once.</summary>
    public int Peak { get; private set; }

    public long Opened { get; private set; }

    /// <summary>Those of them that were opened in the measured time.</summary>
    public long OpenedMeasured => Opened - _openedBefore;

    /// <summary>Connections that took the place of another.</summary>
    public long Reconnects { get; private set; }

    /// <summary>Connections that the target closed, in order or not.</summary>
    public long ClosedByPeer { get; private set; }

    /// <summary>Those of them that it closed while no request was under way, in the measured time.</summary>
    public long ClosedIdle { get; private set; }

    /// <summary>Those that were closed here, since more bytes came than the answer had announced.</summary>
    public long ClosedForSurplus { get; private set; }

    /// <summary>TLS handshakes that resumed an earlier session.</summary>
    public long Resumed { get; private set; }

    /// <summary>TLS handshakes that do not say whether they did.</summary>
    public long ResumedUnknown { get; private set; }

    /// <summary>The measured time begins.</summary>
    public void BeginMeasuring() => _openedBefore = Opened;

    /// <summary>Begins with connections that were open before.</summary>
    public void CarryOver(int open)
    {
        Open = open;
        Peak = open;
    }

    /// <summary>Counts a connection.</summary>
    /// <param name="connectUs">How long it took, without TLS.</param>
    /// <param name="tlsUs">How long TLS took; -1 without.</param>
    /// <param name="isResumed">Whether TLS resumed an earlier session; null if that is not known.</param>
    /// <param name="isAgain">Whether it takes the place of another.</param>
    public void RecordOpened(long connectUs, long tlsUs, bool? isResumed, bool isAgain)
    {
        Opened++;
        Open++;
        Peak = Math.Max(Peak, Open);
        Reconnects += isAgain ? 1 : 0;
        (Connect ??= new LatencyHistogram()).Record(connectUs);
        if (tlsUs >= 0)
        {
            (TlsHandshake ??= new LatencyHistogram()).Record(tlsUs);
            Resumed += isResumed == true ? 1 : 0;
            ResumedUnknown += isResumed is null ? 1 : 0;
        }
    }

    public void RecordClosedIdle() => ClosedIdle++;

    public void RecordSurplus() => ClosedForSurplus++;

    public void RecordEnded(bool byPeer)
    {
        Open--;
        ClosedByPeer += byPeer ? 1 : 0;
    }
}
