using System;
using System.Collections.Generic;
using FastHttp.Load.Recording;

namespace FastHttp.Load.Scenarios;

// The checks of the users of one lane since they were handed over. Lane-owned; allocates for a name that is new.
internal sealed class UserChecks
{
    private const int Limit = 1000;
    private const string Others = "(other checks)";

    private readonly Dictionary<string, Count> _counts = new(StringComparer.Ordinal);

    /// <summary>Whether the next failure of a name is the first, whose sample is kept.</summary>
    public bool WantsSample(string name) => !_counts.TryGetValue(name, out Count? count) || count.Sample is null;

    public void Record(string name, bool isMet, string sample)
    {
        if (!_counts.TryGetValue(name, out Count? count))
        {
            name = _counts.Count < Limit ? name : Others;
            if (!_counts.TryGetValue(name, out count))
            {
                count = new Count();
                _counts.Add(name, count);
            }
        }

        count.Pass += isMet ? 1 : 0;
        count.Fail += isMet ? 0 : 1;
        count.Sample ??= isMet ? null : sample;
    }

    /// <summary>Hands the counts over and begins anew.</summary>
    /// <param name="recorder">Takes them; null to forget them.</param>
    public void HandOver(ScenarioRecorder? recorder)
    {
        foreach ((string name, Count count) in _counts)
        {
            if (recorder is not null && count.Pass + count.Fail > 0)
            {
                recorder.RecordChecks(name, count.Pass, count.Fail, count.Sample ?? "");
            }

            count.Pass = 0;
            count.Fail = 0;
            count.Sample = recorder is null ? null : count.Sample;
        }
    }

    private sealed class Count
    {
        public long Pass { get; set; }

        public long Fail { get; set; }

        public string? Sample { get; set; }
    }
}
