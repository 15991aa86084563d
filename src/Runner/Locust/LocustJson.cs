using System.IO;
using System.Text;
using System.Text.Json;
using LocustBridge.Outputs;

namespace Runner.Locust;

// The final statistics as JSON: one object for each row, with the names that Locust's --json gives them. Stateless.
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
        json.WriteNumber("num_requests", row.NumRequests);
        json.WriteNumber("num_failures", row.NumFailures);
        json.WriteNumber("total_response_time", row.TotalResponseTime);
        json.WriteNumber("max_response_time", row.Max);
        json.WriteNumber("min_response_time", row.Min);
        json.WriteNumber("total_content_length", row.TotalContentLength);
        json.WriteNumber("median_response_time", row.Median);
        json.WriteNumber("avg_response_time", row.Average);
        json.WriteNumber("total_rps", row.TotalRps);
        json.WriteNumber("total_fail_per_sec", row.TotalFailuresPerSecond);
        json.WriteEndObject();
    }
}
