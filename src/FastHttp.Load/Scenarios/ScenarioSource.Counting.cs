using System;
using FastHttp.Load.Recording;

namespace FastHttp.Load.Scenarios;

// What of a user is counted, and shown: its requests by their names, and its iterations.
public abstract partial class ScenarioSource
{
    private void NoteBatchSent(in ScenarioUser own, int user, ReadOnlySpan<byte> batch)
    {
        for (int request = 0; request < own.BatchCount; request++)
        {
            (int row, int length) = PartOf(user, request);
            NoteSent(in own, row, batch[..length]);
            batch = batch[length..];
        }
    }

    private void NoteSent(in ScenarioUser own, int row, ReadOnlySpan<byte> request)
    {
        if (own.SentAt >= MeasureFrom)
        {
            RecorderOf(row).RecordSent();
        }

        Trace?.OnRequest(request, NameOf(row).Label);
    }

    private EntryRecorder RecorderOf(int row)
    {
        if (_rows.Find(row) is { } known)
        {
            return known;
        }

        (string method, string label) = NameOf(row);
        return _rows.Add(row, method, label);
    }

    private IterationRecorder RecorderOf(in ScenarioUser own) => Scenario.Users[Math.Max(0, own.Which - 1)];

    // What was counted during the warm-up is forgotten.
    private void NoteMeasuring(long now)
    {
        if (!_isMeasuring && now >= MeasureFrom)
        {
            _isMeasuring = true;
            TakeChecks(null);
        }
    }
}
