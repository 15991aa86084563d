using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Xml;
using FastHttp.Load.Gates;
using FastHttp.Load.Results;

namespace Runner.Outputs;

// The verdicts of the run as a CI server reads them: JUnit's XML, a test case for each threshold, each check and a
// scenario's iterations. One fails where the exit code says so too: a check that a threshold allows for, or that none
// is about, is no failure, and its count stands beside it.
internal sealed class JUnitOutput(OutputFile file) : IResultOutput
{
    private static readonly XmlWriterSettings s_settings =
        new() { Indent = true, Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };

    public void Write(ResultDocument document)
    {
        IReadOnlyList<ThresholdVerdict> thresholds = document.Thresholds ?? [];
        List<(string Name, string? Note, bool IsFailure)> cases =
        [
            // What an expectation implies is there as its check.
            .. thresholds.Where(threshold => threshold.Implied != true)
                .Select(threshold => (threshold.Expr, FailureOf(threshold), !threshold.Ok)),
            .. (document.Checks ?? []).Select(check => (check.Name, NoteOf(check), IsFailed(check, thresholds))),
        ];
        if (document.Iterations is { } iterations)
        {
            cases.Add(("iterations", NoteOf(iterations, document.Errors), iterations.HasOnlyFailed));
        }

        using XmlWriter xml = XmlWriter.Create(file.Stream, s_settings);
        xml.WriteStartElement("testsuites");
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", Clean(document.Run.Name ?? document.Target.Url));
        xml.WriteAttributeString("tests", Text(cases.Count));
        xml.WriteAttributeString("failures", Text(cases.Count(item => item.IsFailure)));
        xml.WriteAttributeString("errors", "0");
        xml.WriteAttributeString("time", Text(document.DurationS));
        xml.WriteAttributeString(
            "timestamp", document.Run.Start.UtcDateTime.ToString("s", CultureInfo.InvariantCulture));
        foreach ((string name, string? note, bool isFailure) in cases)
        {
            WriteCase(xml, name, note, isFailure, document.DurationS);
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteWhitespace("\n");
    }

    public void Dispose() => file.Dispose();

    private static void WriteCase(XmlWriter xml, string name, string? note, bool isFailure, double seconds)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", "runner");
        xml.WriteAttributeString("name", Clean(name));
        xml.WriteAttributeString("time", Text(seconds));
        if (note is not null && isFailure)
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("message", Clean(note));
            xml.WriteEndElement();
        }
        else if (note is not null)
        {
            xml.WriteElementString("system-out", Clean(note));
        }

        xml.WriteEndElement();
    }

    private static string? FailureOf(ThresholdVerdict threshold) => threshold.Ok ? null
        : threshold.Actual is { } actual
            ? $"{threshold.Expr} was missed: it was {threshold.Measured ?? Text(actual)}"
        : $"{threshold.Expr} was missed: {threshold.Measured ?? "nothing was measured"}";

    private static string? NoteOf(CheckFigures check) =>
        check.Fail == 0 ? null : $"'{check.Name}' did not hold for {check.Fail} of {check.Pass + check.Fail}"
            + Such(check.Sample);

    private static bool IsFailed(CheckFigures check, IEnumerable<ThresholdVerdict> thresholds) =>
        check.Fail > 0 && thresholds.Any(threshold => !threshold.Ok && IsAbout(threshold, check.Name));

    // What --expect-status and --expect-body ask for are checks too.
    private static bool IsAbout(ThresholdVerdict threshold, string check)
    {
        bool isExpected = check.StartsWith("status ", StringComparison.Ordinal)
            || check.StartsWith("body ", StringComparison.Ordinal);
        if (threshold.Implied == true)
        {
            return isExpected;
        }

        Threshold? typed = ThresholdParser.Parse(threshold.Expr).Threshold;
        return typed?.Metric.Kind switch
        {
            MetricKind.Checks => typed.Url is null || typed.Url == check,
            MetricKind.Unexpected => isExpected,
            _ => false,
        };
    }

    private static string? NoteOf(IterationFigures iterations, IReadOnlyList<ErrorFigures> errors)
    {
        string sample = Such(errors.FirstOrDefault(error => error.Kind == "script")?.Message);
        return iterations.Failed is not > 0 ? null
            : iterations.HasOnlyFailed ? $"no iteration came to its end: {iterations.Failed} failed{sample}"
            : $"{iterations.Failed} of {iterations.Failed + iterations.Completed} iterations failed{sample}";
    }

    private static string Such(string? sample) => string.IsNullOrEmpty(sample) ? "" : $", such as {sample}";

    // XML has no way to write most control characters.
    private static string Clean(string text) => string.Concat(text.Select(letter =>
        XmlConvert.IsXmlChar(letter) || char.IsSurrogate(letter) ? letter : '\uFFFD'));

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
