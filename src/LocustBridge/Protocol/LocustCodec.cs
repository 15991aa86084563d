using System;
using System.Buffers;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using LocustBridge.Protocol;
using LocustBridge.Statistics;
using MessagePack;

namespace LocustBridge;

/// <summary>
/// Locust's messages as MessagePack: an array of type, data and node id. Any thread.
/// </summary>
// Each of these bytes can kill a master (locust/rpc/protocol.py takes exactly three elements, and
// locust/runners.py reads required keys unguarded), so the shapes are written out one by one, and none is generic.
public sealed class LocustCodec : ILocustCodec
{
    // Locust 2.0.0 and later: this integer means "do not compare versions"; any other integer is fatal to the master.
    private const long UnknownVersion = -1;

    /// <inheritdoc/>
    public void Encode(WorkerMessage message, string nodeId, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(nodeId);
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(3);
        switch (message)
        {
            case WorkerMessage.ClientReady:
                writer.Put("client_ready", UnknownVersion);
                break;
            case WorkerMessage.Heartbeat heartbeat:
                WriteHeartbeat(ref writer, heartbeat);
                break;
            case WorkerMessage.Spawning:
                writer.Put("spawning");
                writer.WriteNil();
                break;
            case WorkerMessage.SpawningComplete complete:
                writer.Put("spawning_complete");
                writer.WriteMapHeader(2);
                WriteUserClasses(ref writer, complete.UserClasses);
                break;
            case WorkerMessage.Stats stats:
                writer.Put("stats");
                WriteStats(ref writer, stats);
                break;
            case WorkerMessage.ClientStopped:
                writer.Put("client_stopped");
                writer.WriteNil();
                break;
            case WorkerMessage.Quit:
                writer.Put("quit");
                writer.WriteNil();
                break;
            case WorkerMessage.ExceptionReport exception:
                writer.Put("exception");
                writer.WriteMapHeader(2);
                writer.Put("msg", exception.Message ?? string.Empty);
                writer.Put("traceback", exception.Traceback ?? string.Empty);
                break;
            case WorkerMessage.Logs logs:
                WriteLogs(ref writer, logs, nodeId);
                break;
            case WorkerMessage.Custom custom:
                writer.Put(custom.Type);
                LocustValueCodec.Write(ref writer, custom.Data);
                break;
            default:
                throw new ArgumentException("Not a message of a worker.", nameof(message));
        }

        writer.Put(nodeId);
        writer.Flush();
    }

    /// <inheritdoc/>
    public bool TryDecode(ReadOnlyMemory<byte> body, [NotNullWhen(true)] out MasterMessage? message)
    {
        message = null;
        try
        {
            var reader = new MessagePackReader(body);
            if (reader.NextMessagePackType != MessagePackType.Array
                || reader.ReadArrayHeader() != 3
                || reader.NextMessagePackType != MessagePackType.String
                || reader.ReadString() is not string type
                || !LocustValueCodec.TryRead(ref reader, out LocustValue data)
                || !LocustValueCodec.TryRead(ref reader, out LocustValue nodeId)
                || !reader.End)
            {
                return false;
            }

            message = new MasterMessage(type, data, nodeId.AsText());
            return true;
        }
        catch (Exception e) when (IsDamage(e))
        {
            return false;
        }
    }

    // For test peers: any message, of either side.
    internal static void Encode(string type, LocustValue data, string? nodeId, IBufferWriter<byte> output)
    {
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(3);
        writer.Put(type);
        LocustValueCodec.Write(ref writer, data);
        writer.Put(nodeId);
        writer.Flush();
    }

    private static void WriteHeartbeat(ref MessagePackWriter writer, WorkerMessage.Heartbeat heartbeat)
    {
        writer.Put("heartbeat");
        writer.WriteMapHeader(3);
        writer.Put("state", heartbeat.State);
        writer.Put("current_cpu_usage", heartbeat.CpuPercent);
        writer.Put("current_memory_usage", heartbeat.MemoryBytes);
    }

    private static void WriteLogs(ref MessagePackWriter writer, WorkerMessage.Logs logs, string nodeId)
    {
        writer.Put("logs");
        writer.WriteMapHeader(2);
        writer.Put("worker_id", nodeId);
        writer.Put("logs");
        writer.WriteArrayHeader(logs.Lines.Count);
        foreach (string line in logs.Lines)
        {
            writer.Put(line ?? string.Empty);
        }
    }

    // Two pairs of the enclosing map.
    private static void WriteUserClasses(ref MessagePackWriter writer, IReadOnlyDictionary<string, int> userClasses)
    {
        long total = 0;
        writer.Put("user_classes_count");
        writer.WriteMapHeader(userClasses.Count);
        foreach ((string name, int count) in userClasses)
        {
            writer.Put(name);
            writer.Put((long)count);
            total += count;
        }

        writer.Put("user_count", total);
    }

    private static void WriteStats(ref MessagePackWriter writer, WorkerMessage.Stats stats)
    {
        StatsReport report = stats.Report;
        int rows = 0;
        foreach (StatsRow row in report.Rows)
        {
            rows += row.NumRequests != 0 ? 1 : 0;
        }

        writer.WriteMapHeader(5);
        writer.Put("stats");
        writer.WriteArrayHeader(rows);
        foreach (StatsRow row in report.Rows)
        {
            if (row.NumRequests != 0)
            {
                WriteRow(ref writer, row, report.StartTime, stats.ClockShiftSeconds);
            }
        }

        writer.Put("stats_total");
        WriteRow(ref writer, report.GetTotal(), report.StartTime, stats.ClockShiftSeconds);
        writer.Put("errors");
        writer.WriteMapHeader(report.Errors.Count);
        foreach (ErrorRow error in report.Errors)
        {
            writer.Put(error.Key);
            bool isTimed = error is { FirstSeen: not null, LastSeen: not null };
            writer.WriteMapHeader(isTimed ? 6 : 4);
            writer.Put("name", error.Name);
            writer.Put("method", error.Method);
            writer.Put("error", error.Error);
            writer.Put("occurrences", error.Occurrences);
            if (isTimed)
            {
                // Locust 2.44 and later; older masters read the four that they know.
                writer.Put("first_seen", error.FirstSeen!.Value + stats.ClockShiftSeconds);
                writer.Put("last_seen", error.LastSeen!.Value + stats.ClockShiftSeconds);
            }
        }

        WriteUserClasses(ref writer, stats.UserClasses);
    }

    private static void WriteRow(ref MessagePackWriter writer, StatsRow row, double startTime, long shift)
    {
        writer.WriteMapHeader(14);
        writer.Put("name", row.Name);
        writer.Put("method", row.Method);
        PutNumberOrNil(ref writer, "last_request_timestamp", row.LastRequestTimestamp + shift);
        writer.Put("start_time", startTime + shift);
        writer.Put("num_requests", row.NumRequests);
        writer.Put("num_none_requests", 0L);
        writer.Put("num_failures", row.NumFailures);
        PutNumber(ref writer, "total_response_time", row.TotalResponseTime);
        PutNumber(ref writer, "max_response_time", row.MaxResponseTime);

        // Nil, not 0, when there was no request: 0 would stay the run's minimum for ever.
        PutNumberOrNil(ref writer, "min_response_time", row.MinResponseTime);
        writer.Put("total_content_length", row.TotalContentLength);

        // Keys must be integers: text keys make the master's page fail.
        writer.Put("response_times");
        writer.WriteMapHeader(row.ResponseTimes.Count);
        foreach ((int key, long count) in row.ResponseTimes)
        {
            writer.Put((long)key);
            writer.Put(count);
        }

        writer.Put("num_reqs_per_sec");
        WriteSeconds(ref writer, row.RequestsPerSecond, shift);
        writer.Put("num_fail_per_sec");
        WriteSeconds(ref writer, row.FailuresPerSecond, shift);
    }

    private static void WriteSeconds(ref MessagePackWriter writer, IReadOnlyDictionary<long, long> map, long shift)
    {
        writer.WriteMapHeader(map.Count);
        foreach ((long second, long count) in map)
        {
            writer.Put(second + shift);
            writer.Put(count);
        }
    }

    // Python's own zero of an unused row is the integer.
    private static void PutNumber(ref MessagePackWriter writer, string key, double value)
    {
        if (value == 0)
        {
            writer.Put(key, 0L);
        }
        else
        {
            writer.Put(key, value);
        }
    }

    private static void PutNumberOrNil(ref MessagePackWriter writer, string key, double? value)
    {
        if (value is double number)
        {
            writer.Put(key, number);
        }
        else
        {
            writer.Put(key);
            writer.WriteNil();
        }
    }

    // What the reader throws for input that is cut short or lies about its sizes; a length of 2^31 and more gives it a
    // negative one.
    private static bool IsDamage(Exception e) =>
        e is MessagePackSerializationException or EndOfStreamException or OverflowException
            or ArgumentOutOfRangeException;
}
