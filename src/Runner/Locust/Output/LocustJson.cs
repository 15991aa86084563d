using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.Json;
using LocustBridge.Outputs;

namespace Runner.Locust.Output;

// The final statistics as JSON: one object for each row, with the names that Locust's --json gives them, and some
// figures that can be worked out from those.
internal static class LocustJson
{
    private static readonly JsonWriterOptions s_options = new() { Indented = true };

    public static void Write(TextWriter writer, LocustSnapshot snapshot)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer, s_options))
        {
            json.WriteStartArray();
            foreach (SnapshotRow row in snapshot.Rows)
            {
                WriteRow(json, row);
            }

            json.WriteEndArray();
        }

        writer.Write(Encoding.UTF8.GetString(buffer.ToArray()) + "\n");
        writer.Flush();
    }

    private static void WriteRow(Utf8JsonWriter json, SnapshotRow row)
    {
        json.WriteStartObject();
        json.WriteString("name", row.Name);
        json.WriteString("method", row.Method);
        WriteOptional(json, "last_request_timestamp", row.LastRequestTimestamp);
        json.WriteNumber("start_time", row.StartTime);
        json.WriteNumber("num_requests", row.NumRequests);
        json.WriteNumber("num_none_requests", 0);
        json.WriteNumber("num_failures", row.NumFailures);
        json.WriteNumber("total_response_time", row.TotalResponseTime);
        json.WriteNumber("max_response_time", row.Max);
        json.WriteNumber("min_response_time", row.Min);
        json.WriteNumber("total_content_length", row.TotalContentLength);
        WriteCounts(json, "response_times", row.ResponseTimes);
        WriteCounts(json, "num_reqs_per_sec", row.RequestsPerSecond);
        WriteCounts(json, "num_fail_per_sec", row.FailuresPerSecond);
        json.WriteNumber("median_response_time", row.Median);
        json.WriteNumber("avg_response_time", row.Average);
        json.WriteNumber("total_rps", row.TotalRps);
        json.WriteNumber("total_fail_per_sec", row.TotalFailuresPerSecond);
        json.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteCounts<TKey>(
        Utf8JsonWriter json, string name, IReadOnlyList<KeyValuePair<TKey, long>> counts)
        where TKey : IFormattable
    {
        json.WriteStartObject(name);
        foreach ((TKey key, long count) in counts)
        {
            json.WriteNumber(key.ToString(null, CultureInfo.InvariantCulture), count);
        }

        json.WriteEndObject();
    }
}
