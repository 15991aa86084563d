using System;
using System.Collections.Generic;
using System.Globalization;

namespace Runner;

/// <summary>
/// What a <see cref="LoadRun"/> does. The common options have a property each; every other option of <c>runner wrk</c>
/// goes into <see cref="Further"/> as it would be typed. Immutable.
/// </summary>
public sealed record LoadRunOptions
{
    /// <summary>The target.</summary>
    public required string Url { get; init; }

    /// <summary>Connections to keep open.</summary>
    public int Connections { get; init; } = 10;

    /// <summary>Threads that share the connections.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>How long the run takes; null for the default, which is no limit where <see cref="Requests"/> is set.
    /// </summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>After how many requests the run ends, or null.</summary>
    public long? Requests { get; init; }

    /// <summary>Requests a second in total, or null for as many as the target answers.</summary>
    public double? Rate { get; init; }

    /// <summary>Load before the measured time.</summary>
    public TimeSpan Warmup { get; init; }

    /// <summary>Header fields, each as <c>Name: value</c>.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>Further options, as they would be typed: <c>["-m", "POST", "-b", "text"]</c>.</summary>
    public IReadOnlyList<string> Further { get; init; } = [];

    internal string[] ToArguments()
    {
        List<string> arguments = [$"-c{Connections}", $"-t{Threads}", .. Further];
        AddTime(arguments, "--duration", Duration);
        AddTime(arguments, "--warmup", Warmup == TimeSpan.Zero ? null : Warmup);
        if (Requests is { } requests)
        {
            arguments.Add(string.Create(CultureInfo.InvariantCulture, $"--requests={requests}"));
        }

        if (Rate is { } rate)
        {
            arguments.Add(string.Create(CultureInfo.InvariantCulture, $"--rate={rate:0.############}"));
        }

        foreach (string header in Headers)
        {
            arguments.Add("-H");
            arguments.Add(header);
        }

        return [.. arguments, "--", Url];
    }

    private static void AddTime(List<string> arguments, string name, TimeSpan? time)
    {
        if (time is { } value)
        {
            arguments.Add(string.Create(CultureInfo.InvariantCulture, $"{name}={value.TotalMicroseconds:0}us"));
        }
    }
}
