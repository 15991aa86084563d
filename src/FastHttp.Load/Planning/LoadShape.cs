using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Planning;

/// <summary>
/// A level over time, made of straight lines: requests a second, or users. After the last line the level holds.
/// Immutable and shared by all lanes; a Cursor walks along it.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed class LoadShape
{
    private readonly Line[] _lines;

    /// <param name="start">The level at time 0.</param>
    /// <param name="stages">How long each line takes, and the level at its end.</param>
    public LoadShape(double start, params IReadOnlyList<(TimeSpan Duration, double Level)> stages)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        Start = start;
        Stages = [.. stages];
        _lines = new Line[stages.Count + 1];
        Line line = new(0, double.PositiveInfinity, start, start, 0);
        for (int index = 0; index < stages.Count; index++)
        {
            (TimeSpan duration, double level) = stages[index];
            ArgumentOutOfRangeException.ThrowIfNegative(level, nameof(stages));
            line = line with { Seconds = duration.TotalSeconds, To = level };
            _lines[index] = line;
            line = new(line.Start + line.Seconds, double.PositiveInfinity, level, level, line.Before + line.Area);
        }

        _lines[^1] = line;
        Length = TimeSpan.FromSeconds(line.Start);
    }

    /// <summary>The level at time 0.</summary>
    internal double Start { get; }

    /// <summary>How long each line takes, and the level at its end.</summary>
    internal IReadOnlyList<(TimeSpan Duration, double Level)> Stages { get; }

    /// <summary>When the last line ends; zero for a constant level.</summary>
    internal TimeSpan Length { get; }

    /// <summary>The highest level that is ever reached.</summary>
    internal double Peak
    {
        get
        {
            double peak = 0;
            foreach (Line line in _lines)
            {
                peak = Math.Max(peak, Math.Max(line.From, line.To));
            }

            return peak;
        }
    }

    /// <summary>The level at a time.</summary>
    internal double LevelAt(double seconds)
    {
        Line line = _lines[0];
        foreach (Line candidate in _lines)
        {
            line = candidate.Start <= seconds ? candidate : line;
        }

        return line.LevelAt(seconds - line.Start);
    }

    /// <summary>The area under the level up to a time: with a rate, how many requests are due by then.</summary>
    internal double AreaAt(double seconds)
    {
        Line line = _lines[0];
        foreach (Line candidate in _lines)
        {
            line = candidate.Start <= seconds ? candidate : line;
        }

        return line.Before + line.AreaAt(seconds - line.Start);
    }

    /// <summary>Starts to walk along the shape.</summary>
    internal Cursor Walk() => new(_lines);

    // Start and Seconds are times, From and To levels, Before is the area of all lines in front.
    internal readonly record struct Line(double Start, double Seconds, double From, double To, double Before)
    {
        public double Area => AreaAt(Seconds);

        private double Slope => double.IsPositiveInfinity(Seconds) || Seconds == 0 ? 0 : (To - From) / Seconds;

        public double LevelAt(double seconds) => From + (Slope * Math.Min(seconds, Seconds));

        public double AreaAt(double seconds) => (From * seconds) + (Slope * seconds * seconds / 2);

        // The time within the line at which its area reaches a value; infinite if it never does.
        public double TimeOf(double area)
        {
            if (area <= 0)
            {
                return 0;
            }

            double slope = Slope;
            if (slope == 0)
            {
                return From == 0 ? double.PositiveInfinity : area / From;
            }

            // The root of slope/2 t² + From t - area that does not cancel for small slopes.
            double square = (From * From) + (2 * slope * area);
            return square < 0 ? double.PositiveInfinity : 2 * area / (From + Math.Sqrt(square));
        }
    }

    /// <summary>Finds the times at which ever larger areas are reached. A mutable struct: keep it in a field.</summary>
    internal struct Cursor(Line[] lines)
    {
        private int _index;

        /// <summary>
        /// The time, in seconds, at which the area under the level reaches a value that never decreases.
        /// </summary>
        public double TimeOf(double area)
        {
            while (true)
            {
                Line line = lines[_index];
                double time = line.TimeOf(area - line.Before);
                if (time <= line.Seconds || _index == lines.Length - 1)
                {
                    return line.Start + time;
                }

                _index++;
            }
        }
    }
}
