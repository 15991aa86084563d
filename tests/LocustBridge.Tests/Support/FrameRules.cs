using System;
using System.Collections.Generic;
using System.Linq;

namespace LocustBridge.Tests.Support;

// What a worker may say. Fed with every frame of both directions; keeps what it finds.
internal sealed class FrameRules
{
    private static readonly string[] s_entryKeys =
    [
        "name", "method", "last_request_timestamp", "start_time", "num_requests", "num_none_requests", "num_failures",
        "total_response_time", "max_response_time", "min_response_time", "total_content_length", "response_times",
        "num_reqs_per_sec", "num_fail_per_sec",
    ];

    private readonly List<string> _violations = [];
    private bool _acked;

    public IReadOnlyList<string> Violations => _violations;

    // Acknowledged on an earlier connection: the worker may go on where it was.
    public void AssumeKnown() => _acked = true;

    // The master has gone: the next one has to acknowledge the worker again.
    public void OnMasterGone() => _acked = false;

    public void OnMaster(ReadOnlyMemory<byte> frame)
    {
        if (new LocustCodec().TryDecode(frame, out MasterMessage? message) && message.Type == "ack")
        {
            _acked = true;
        }
    }

    public MasterMessage? OnWorker(ReadOnlyMemory<byte> frame)
    {
        // The envelope has the same shape both ways.
        if (!new LocustCodec().TryDecode(frame, out MasterMessage? message))
        {
            _violations.Add("unreadable: " + Convert.ToHexString(frame.Span));
            return null;
        }

        Check(message.NodeId is { Length: > 0 }, message, "node id is no text");
        Check(_acked || message.Type is "client_ready" or "heartbeat", message, "before the ack");
        CheckValue(message, message.Data, atMapOfInts: false);
        switch (message.Type)
        {
            case "client_ready":
                Check(message.Data.AsInt64(0) == -1, message, "version");
                break;
            case "heartbeat":
                CheckHeartbeat(message);
                break;
            case "spawning" or "client_stopped" or "quit":
                Check(message.Data.IsNil, message, "data");
                break;
            case "spawning_complete":
                CheckUsers(message);
                break;
            case "exception":
                Check(message.Data["msg"].AsText() is not null, message, "msg");
                Check(message.Data["traceback"].AsText() is not null, message, "traceback");
                break;
            case "stats":
                CheckStats(message);
                break;
        }

        return message;
    }

    private void CheckHeartbeat(MasterMessage message)
    {
        Check(message.Data["state"].AsText() is "ready" or "spawning" or "running", message, "state");
        Check(message.Data["current_cpu_usage"].AsDouble(-1) is >= 0 and <= 100, message, "cpu");
        Check(message.Data["current_memory_usage"].Kind == LocustValueKind.Integer, message, "memory");
    }

    private void CheckUsers(MasterMessage message)
    {
        LocustValue users = message.Data["user_classes_count"];
        Check(users.Kind == LocustValueKind.Map, message, "user_classes_count");
        Check(users.Pairs.All(static pair => pair.Value.AsInt64(-1) >= 0), message, "user count");
        long sum = users.Pairs.Sum(static pair => pair.Value.AsInt64(0));
        Check(sum == message.Data["user_count"].AsInt64(-1), message, "sum");
    }

    private void CheckStats(MasterMessage message)
    {
        Check(message.Data.Pairs.Count == 5, message, "five keys");
        CheckUsers(message);
        long requests = 0;
        long failures = 0;
        long errors = 0;
        foreach (LocustValue entry in message.Data["stats"].Items)
        {
            CheckEntry(message, entry);
            requests += entry["num_requests"].AsInt64(0);
            failures += entry["num_failures"].AsInt64(0);
            Check(entry["num_requests"].AsInt64(0) > 0, message, "empty entry");
        }

        LocustValue total = message.Data["stats_total"];
        CheckEntry(message, total);
        Check(total["num_requests"].AsInt64(-1) == requests, message, "total requests");
        Check(total["num_failures"].AsInt64(-1) == failures, message, "total failures");
        foreach (KeyValuePair<LocustValue, LocustValue> error in message.Data["errors"].Pairs)
        {
            Check(error.Key.AsText() is not null && error.Value["error"].AsText() is not null, message, "error");
            errors += error.Value["occurrences"].AsInt64(0);
        }

        Check(errors == failures, message, "errors and failures differ");
    }

    private void CheckEntry(MasterMessage message, LocustValue entry)
    {
        Check(entry.Pairs.Select(static pair => pair.Key.AsText()).SequenceEqual(s_entryKeys), message, "entry keys");
        Check(entry["name"].AsText() is not null && entry["method"].AsText() is not null, message, "row key");
        long requests = entry["num_requests"].AsInt64(-1);
        Check(entry["min_response_time"].IsNil == (requests == 0), message, "minimum");
        Check(entry["last_request_timestamp"].IsNil == (requests == 0), message, "last request");
        Check(entry["start_time"].AsDouble(0) > 1e9, message, "start time");
        Check(entry["response_times"].Pairs.Sum(static p => p.Value.AsInt64(0)) == requests, message, "histogram");
        Check(entry["num_reqs_per_sec"].Pairs.Sum(static p => p.Value.AsInt64(0)) == requests, message, "per second");
    }

    private void CheckValue(MasterMessage message, LocustValue value, bool atMapOfInts)
    {
        double number = value.AsDouble(0);
        Check(double.IsFinite(number) && (number >= 0 || message.Type == "client_ready"), message, "number");
        foreach (LocustValue item in value.Items)
        {
            CheckValue(message, item, false);
        }

        foreach (KeyValuePair<LocustValue, LocustValue> pair in value.Pairs)
        {
            LocustValueKind wanted = atMapOfInts ? LocustValueKind.Integer : LocustValueKind.Text;
            Check(pair.Key.Kind == wanted, message, "key " + pair.Key);
            string? key = pair.Key.AsText();
            CheckValue(message, pair.Value, key is "response_times" or "num_reqs_per_sec" or "num_fail_per_sec");
        }
    }

    private void Check(bool good, MasterMessage message, string what)
    {
        if (!good)
        {
            _violations.Add($"{message.Type}: {what}: {message.Data}");
        }
    }
}
