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
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(3);
        switch (message)
        {
            case WorkerMessage.ClientReady:
                writer.Write("client_ready");
                writer.Write(UnknownVersion);
                break;
            case WorkerMessage.Heartbeat heartbeat:
                WriteHeartbeat(ref writer, heartbeat);
                break;
            case WorkerMessage.Spawning:
                writer.Write("spawning");
                writer.WriteNil();
                break;
            case WorkerMessage.SpawningComplete complete:
                writer.Write("spawning_complete");
                writer.WriteMapHeader(2);
                WriteUserClasses(ref writer, complete.UserClasses);
                break;
            case WorkerMessage.Stats stats:
                writer.Write("stats");
                WriteStats(ref writer, stats);
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
                WriteLogs(ref writer, logs, nodeId);
                break;
            case WorkerMessage.Custom custom:
                writer.Write(custom.Type);
                LocustValueCodec.Write(ref writer, custom.Data);
                break;
            default:
                throw new ArgumentException("Not a message of a worker.", nameof(message));
        }

        writer.Write(nodeId);
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
        writer.Write(type);
        LocustValueCodec.Write(ref writer, data);
        writer.Write(nodeId);
        writer.Flush();
    }

    private static void WriteHeartbeat(ref MessagePackWriter writer, WorkerMessage.Heartbeat heartbeat)
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

    private static void WriteLogs(ref MessagePackWriter writer, WorkerMessage.Logs logs, string nodeId)
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
    private static void WriteUserClasses(ref MessagePackWriter writer, IReadOnlyDictionary<string, int> userClasses)
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

    private static void WriteStats(ref MessagePackWriter writer, WorkerMessage.Stats stats)
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
                WriteRow(ref writer, row, report.StartTime, stats.ClockShiftSeconds);
            }
        }

        writer.Write("stats_total");
        WriteRow(ref writer, report.GetTotal(), report.StartTime, stats.ClockShiftSeconds);
        writer.Write("errors");
        writer.WriteMapHeader(report.Errors.Count);
        foreach (ErrorRow error in report.Errors)
        {
            writer.Write(error.Key);
            bool isTimed = error is { FirstSeen: not null, LastSeen: not null };
            writer.WriteMapHeader(isTimed ? 6 : 4);
            writer.Write("name");
            writer.Write(error.Name);
            writer.Write("method");
            writer.Write(error.Method);
            writer.Write("error");
            writer.Write(error.Error);
            writer.Write("occurrences");
            writer.Write(error.Occurrences);
            if (isTimed)
            {
                // Locust 2.44 and later; older masters read the four that they know.
                writer.Write("first_seen");
                writer.Write(error.FirstSeen!.Value + stats.ClockShiftSeconds);
                writer.Write("last_seen");
                writer.Write(error.LastSeen!.Value + stats.ClockShiftSeconds);
            }
        }

        WriteUserClasses(ref writer, stats.UserClasses);
    }

    private static void WriteRow(ref MessagePackWriter writer, StatsRow row, double startTime, long shift)
    {
        writer.WriteMapHeader(14);
        writer.Write("name");
        writer.Write(row.Name);
        writer.Write("method");
        writer.Write(row.Method);
        writer.Write("last_request_timestamp");
        WriteNumberOrNil(ref writer, row.LastRequestTimestamp + shift);
        writer.Write("start_time");
        writer.Write(startTime + shift);
        writer.Write("num_requests");
        writer.Write(row.NumRequests);
        writer.Write("num_none_requests");
        writer.Write(0L);
        writer.Write("num_failures");
        writer.Write(row.NumFailures);
        writer.Write("total_response_time");
        WriteNumber(ref writer, row.TotalResponseTime);
        writer.Write("max_response_time");
        WriteNumber(ref writer, row.MaxResponseTime);

        // Nil, not 0, when there was no request: 0 would stay the run's minimum for ever.
        writer.Write("min_response_time");
        WriteNumberOrNil(ref writer, row.MinResponseTime);
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
        WriteSeconds(ref writer, row.RequestsPerSecond, shift);
        writer.Write("num_fail_per_sec");
        WriteSeconds(ref writer, row.FailuresPerSecond, shift);
    }

    private static void WriteSeconds(ref MessagePackWriter writer, IReadOnlyDictionary<long, long> map, long shift)
    {
        writer.WriteMapHeader(map.Count);
        foreach ((long second, long count) in map)
        {
            writer.Write(second + shift);
            writer.Write(count);
        }
    }

    // Python's own zero of an unused row is the integer.
    private static void WriteNumber(ref MessagePackWriter writer, double value)
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

    private static void WriteNumberOrNil(ref MessagePackWriter writer, double? value)
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

    // What the reader throws for input that is cut short or lies about its sizes; a length of 2^31 and more gives it a
    // negative one.
    private static bool IsDamage(Exception e) =>
        e is MessagePackSerializationException or EndOfStreamException or OverflowException
            or ArgumentOutOfRangeException;
}
