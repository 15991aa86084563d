using System;
using System.Buffers;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using LocustBridge.MessagePack;
using LocustBridge.Statistics;

namespace LocustBridge;

/// <summary>
/// Locust's messages as MessagePack: an array of type, data and node id. Stateless; any thread.
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
        var writer = new MsgPackWriter(output);
        writer.WriteArrayHeader(3);
        switch (message)
        {
            case WorkerMessage.ClientReady:
                writer.Write("client_ready");
                writer.Write(UnknownVersion);
                break;
            case WorkerMessage.Heartbeat heartbeat:
                WriteHeartbeat(writer, heartbeat);
                break;
            case WorkerMessage.Spawning:
                writer.Write("spawning");
                writer.WriteNil();
                break;
            case WorkerMessage.SpawningComplete complete:
                writer.Write("spawning_complete");
                writer.WriteMapHeader(2);
                WriteUserClasses(writer, complete.UserClasses);
                break;
            case WorkerMessage.Stats stats:
                writer.Write("stats");
                WriteStats(writer, stats);
                break;
            case WorkerMessage.ClientStopped:
                writer.Write("client_stopped");
                writer.WriteNil();
                break;
            case WorkerMessage.Quit:
                writer.Write("quit");
                writer.WriteNil();
                break;
            case WorkerMessage.ExceptionReport exception:
                writer.Write("exception");
                writer.WriteMapHeader(2);
                writer.Write("msg");
                writer.Write(exception.Message ?? string.Empty);
                writer.Write("traceback");
                writer.Write(exception.Traceback ?? string.Empty);
                break;
            case WorkerMessage.Logs logs:
                WriteLogs(writer, logs, nodeId);
                break;
            case WorkerMessage.Custom custom:
                writer.Write(custom.Type);
                LocustValueCodec.Write(writer, custom.Data);
                break;
            default:
                throw new ArgumentException("Not a message of a worker.", nameof(message));
        }

        writer.Write(nodeId);
    }

    /// <inheritdoc/>
    public bool TryDecode(ReadOnlySpan<byte> body, [NotNullWhen(true)] out MasterMessage? message)
    {
        message = null;
        var reader = new MsgPackReader(body);
        if (!reader.TryReadArrayHeader(out int count)
            || count != 3
            || !reader.TryReadString(out string type)
            || !LocustValueCodec.TryRead(ref reader, out LocustValue data)
            || !LocustValueCodec.TryRead(ref reader, out LocustValue nodeId)
            || !reader.AtEnd)
        {
            return false;
        }

        message = new MasterMessage(type, data, nodeId.AsText());
        return true;
    }

    // For test peers: any message, of either side.
    internal static void Encode(string type, LocustValue data, string? nodeId, IBufferWriter<byte> output)
    {
        var writer = new MsgPackWriter(output);
        writer.WriteArrayHeader(3);
        writer.Write(type);
        LocustValueCodec.Write(writer, data);
        writer.Write(nodeId);
    }

    private static void WriteHeartbeat(MsgPackWriter writer, WorkerMessage.Heartbeat heartbeat)
    {
        writer.Write("heartbeat");
        writer.WriteMapHeader(3);
        writer.Write("state");
        writer.Write(heartbeat.State);
        writer.Write("current_cpu_usage");
        writer.Write(heartbeat.CpuPercent);
        writer.Write("current_memory_usage");
        writer.Write(heartbeat.MemoryBytes);
    }

    private static void WriteLogs(MsgPackWriter writer, WorkerMessage.Logs logs, string nodeId)
    {
        writer.Write("logs");
        writer.WriteMapHeader(2);
        writer.Write("worker_id");
        writer.Write(nodeId);
        writer.Write("logs");
        writer.WriteArrayHeader(logs.Lines.Count);
        foreach (string line in logs.Lines)
        {
            writer.Write(line ?? string.Empty);
        }
    }

    // Two pairs of the enclosing map.
    private static void WriteUserClasses(MsgPackWriter writer, IReadOnlyDictionary<string, int> userClasses)
    {
        long total = 0;
        writer.Write("user_classes_count");
        writer.WriteMapHeader(userClasses.Count);
        foreach ((string name, int count) in userClasses)
        {
            writer.Write(name);
            writer.Write((long)count);
            total += count;
        }

        writer.Write("user_count");
        writer.Write(total);
    }

    private static void WriteStats(MsgPackWriter writer, WorkerMessage.Stats stats)
    {
        StatsReport report = stats.Report;
        int rows = 0;
        foreach (StatsRow row in report.Rows)
        {
            rows += row.NumRequests != 0 ? 1 : 0;
        }

        writer.WriteMapHeader(5);
        writer.Write("stats");
        writer.WriteArrayHeader(rows);
        foreach (StatsRow row in report.Rows)
        {
            if (row.NumRequests != 0)
            {
                WriteRow(writer, row, report.StartTime, stats.ClockShiftSeconds);
            }
        }

        writer.Write("stats_total");
        WriteRow(writer, report.GetTotal(), report.StartTime, stats.ClockShiftSeconds);
        writer.Write("errors");
        writer.WriteMapHeader(report.Errors.Count);
        foreach (ErrorRow error in report.Errors)
        {
            writer.Write(error.Key);
            writer.WriteMapHeader(4);
            writer.Write("name");
            writer.Write(error.Name);
            writer.Write("method");
            writer.Write(error.Method);
            writer.Write("error");
            writer.Write(error.Error);
            writer.Write("occurrences");
            writer.Write(error.Occurrences);
        }

        WriteUserClasses(writer, stats.UserClasses);
    }

    private static void WriteRow(MsgPackWriter writer, StatsRow row, double startTime, long shift)
    {
        writer.WriteMapHeader(14);
        writer.Write("name");
        writer.Write(row.Name);
        writer.Write("method");
        writer.Write(row.Method);
        writer.Write("last_request_timestamp");
        WriteNumberOrNil(writer, row.LastRequestTimestamp + shift);
        writer.Write("start_time");
        writer.Write(startTime + shift);
        writer.Write("num_requests");
        writer.Write(row.NumRequests);
        writer.Write("num_none_requests");
        writer.Write(0L);
        writer.Write("num_failures");
        writer.Write(row.NumFailures);
        writer.Write("total_response_time");
        WriteNumber(writer, row.TotalResponseTime);
        writer.Write("max_response_time");
        WriteNumber(writer, row.MaxResponseTime);

        // Nil, not 0, when there was no request: 0 would stay the run's minimum for ever.
        writer.Write("min_response_time");
        WriteNumberOrNil(writer, row.MinResponseTime);
        writer.Write("total_content_length");
        writer.Write(row.TotalContentLength);

        // Keys must be integers: text keys make the master's page fail.
        writer.Write("response_times");
        writer.WriteMapHeader(row.ResponseTimes.Count);
        foreach ((int key, long count) in row.ResponseTimes)
        {
            writer.Write((long)key);
            writer.Write(count);
        }

        writer.Write("num_reqs_per_sec");
        WriteSeconds(writer, row.RequestsPerSecond, shift);
        writer.Write("num_fail_per_sec");
        WriteSeconds(writer, row.FailuresPerSecond, shift);
    }

    private static void WriteSeconds(MsgPackWriter writer, IReadOnlyDictionary<long, long> map, long shift)
    {
        writer.WriteMapHeader(map.Count);
        foreach ((long second, long count) in map)
        {
            writer.Write(second + shift);
            writer.Write(count);
        }
    }

    // Python's own zero of an unused row is the integer.
    private static void WriteNumber(MsgPackWriter writer, double value)
    {
        if (value == 0)
        {
            writer.Write(0L);
        }
        else
        {
            writer.Write(value);
        }
    }

    private static void WriteNumberOrNil(MsgPackWriter writer, double? value)
    {
        if (value is double number)
        {
            writer.Write(number);
        }
        else
        {
            writer.WriteNil();
        }
    }
}
