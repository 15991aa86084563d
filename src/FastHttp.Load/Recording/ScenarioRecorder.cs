using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Threading;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Recording;

/// <summary>
/// What one lane has seen of a scenario beyond its requests: iterations, checks, groups, and errors of the script.
/// Written by the lane's thread; any thread may read the checks, and after the lane has been joined the rest.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed class ScenarioRecorder
{
    // A document has room for so many of each; what comes on top is counted together.
    private const int Limit = 500;
    private const string Others = "(others)";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, CheckCount> _checks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IterationRecorder> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ScriptFault> _faults = new(StringComparer.Ordinal);

    /// <param name="names">What the kinds of users are called.</param>
    internal ScenarioRecorder(IReadOnlyList<string> names)
    {
        Names = names;
        Users = [.. names.Select(_ => new IterationRecorder())];
    }

    internal IReadOnlyList<string> Names { get; }

    /// <summary>The iterations of each kind of user.</summary>
    internal IReadOnlyList<IterationRecorder> Users { get; }

    /// <summary>The runs through each group.</summary>
    internal IReadOnlyDictionary<string, IterationRecorder> Groups => _groups;

    internal IReadOnlyCollection<ScriptFault> Faults => _faults.Values;

    /// <summary>Iterations that began later than they were due, since every user was busy.</summary>
    internal long Late { get; private set; }

    /// <summary>Iterations that were due and did not begin; set once, when the lane stops.</summary>
    internal long Dropped { get; set; }

    /// <summary>Which data was to be used once and is used up, for people; null where there is none.</summary>
    internal string? UsedUp { get; set; }

    /// <summary>Hears of failed iterations, or null.</summary>
    public IIterationObserver? Observer { get; set; }

    /// <summary>The checks so far. Any thread; what is read is up to an interval old.</summary>
    internal IReadOnlyList<CheckCount> TakeChecks()
    {
        lock (_gate)
        {
            return [.. _checks.Values];
        }
    }

    /// <summary>Adds to the counts of a check; the sample is what a failed one saw.</summary>
    public void RecordChecks(string name, long pass, long fail, string sample)
    {
        lock (_gate)
        {
            name = _checks.Count < Limit || _checks.ContainsKey(name) ? name : Others;
            CheckCount before = _checks.GetValueOrDefault(name);
            _checks[name] = new CheckCount(
                name, before.Pass + pass, before.Fail + fail, before.Sample ?? (fail > 0 ? sample : null));
        }
    }

    internal void RecordGroup(string name, long durationUs)
    {
        name = _groups.Count < Limit || _groups.ContainsKey(name) ? name : Others;
        if (!_groups.TryGetValue(name, out IterationRecorder? group))
        {
            group = new IterationRecorder();
            _groups.Add(name, group);
        }

        group.RecordCompleted(durationUs);
    }

    /// <summary>Counts a failed iteration by its kind; the message of the first stands for all.</summary>
    internal void RecordFault(in ScenarioFault fault, long elapsedUs)
    {
        bool hasRoom = _faults.Count < Limit || _faults.ContainsKey(fault.Kind);
        string kind = hasRoom ? fault.Kind : Others;
        _faults[kind] = _faults.TryGetValue(kind, out ScriptFault before)
            ? before with { Count = before.Count + 1, LastUs = elapsedUs }
            : new ScriptFault(kind, hasRoom ? fault.Message : Others, 1, elapsedUs, elapsedUs);
    }

    internal void RecordLate() => Late++;
}

/// <summary>
/// Why an iteration failed. Failures in the same place are of one kind: their texts may have a token or a body in them,
/// and would differ each time.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public readonly record struct ScenarioFault(string Kind, string Message);
