using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Xml;
using FastHttp.Load.Results;

namespace Runner.Outputs;

// The verdicts of the run as a CI server reads them: JUnit's XML, a test case for each threshold and each check.
internal sealed class JUnitOutput(OutputFile file) : IResultOutput
{
    private static readonly XmlWriterSettings s_settings =
        new() { Indent = true, Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };

    public void Write(ResultDocument document)
    {
        List<(string Name, string? Failure)> cases =
        [
            // What an expectation implies is there as its check.
            .. (document.Thresholds ?? []).Where(threshold => threshold.Implied != true)
                .Select(threshold => (threshold.Expr, FailureOf(threshold))),
            .. (document.Checks ?? []).Select(check => (check.Name, FailureOf(check))),
        ];
        using XmlWriter xml = XmlWriter.Create(file.Stream, s_settings);
        xml.WriteStartElement("testsuites");
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", Clean(document.Run.Name ?? document.Target.Url));
        xml.WriteAttributeString("tests", Text(cases.Count));
        xml.WriteAttributeString("failures", Text(cases.Count(item => item.Failure is not null)));
        xml.WriteAttributeString("errors", "0");
        xml.WriteAttributeString("time", Text(document.DurationS));
        xml.WriteAttributeString(
            "timestamp", document.Run.Start.UtcDateTime.ToString("s", CultureInfo.InvariantCulture));
        foreach ((string name, string? failure) in cases)
        {
            WriteCase(xml, name, failure, document.DurationS);
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    public void Dispose() => file.Dispose();

    private static void WriteCase(XmlWriter xml, string name, string? failure, double seconds)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", "runner");
        xml.WriteAttributeString("name", Clean(name));
        xml.WriteAttributeString("time", Text(seconds));
        if (failure is not null)
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("message", Clean(failure));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static string? FailureOf(ThresholdVerdict threshold) => threshold.Ok ? null
        : threshold.Actual is { } actual
            ? $"{threshold.Expr} was missed: it was {threshold.Measured ?? Text(actual)}"
        : $"{threshold.Expr} was missed: nothing was measured";

    private static string? FailureOf(CheckFigures check) =>
        check.Fail == 0 ? null : $"{check.Fail} of {check.Pass + check.Fail} responses did not have {check.Name}"
            + (check.Sample is null ? "" : $", such as {check.Sample}");

    // XML has no way to write most control characters.
    private static string Clean(string text) => string.Concat(text.Select(letter =>
        XmlConvert.IsXmlChar(letter) || char.IsSurrogate(letter) ? letter : '\uFFFD'));

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
