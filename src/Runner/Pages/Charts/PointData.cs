using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;

namespace Runner.Pages.Charts;

/// <summary>What the page's script reads of a chart: where its points are, and what stands there, in words.</summary>
internal static class PointData
{
    /// <summary>
    /// The data of a chart: <c>x</c> and each row's <c>y</c> in thousandths of the plot, <c>heads</c> and <c>texts</c>
    /// by point.
    /// </summary>
    public static string Of(Chart chart) => Write(json =>
    {
        json.WriteStartObject();
        Places(json, "x", chart.Points.Select(point => (double?)chart.Horizontal.Map(point)));
        Texts(json, "heads", chart.Points.Select(chart.PointFormat));
        json.WriteStartArray("rows");
        foreach (ChartSeries series in chart.Series)
        {
            json.WriteStartObject();
            json.WriteString("name", series.Name);
            json.WriteString("tone", series.Tone);
            Places(
                json, "y",
                series.Values.Select(value => value is { } number ? chart.Vertical.Map(number) : (double?)null));
            Texts(json, "texts", series.Values.Select(series.Format));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>The JSON that an action writes.</summary>
    public static string Write(Action<Utf8JsonWriter> action)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            action(json);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    public static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    public static void Places(Utf8JsonWriter json, string name, IEnumerable<double?> places)
    {
        json.WriteStartArray(name);
        foreach (double? place in places)
        {
            if (place is { } number)
            {
                json.WriteNumberValue((int)Math.Round(number * PathBuilder.Units));
            }
            else
            {
                json.WriteNullValue();
            }
        }

        json.WriteEndArray();
    }
}
