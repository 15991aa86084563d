using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Globalization;
using LocustBridge;

namespace Runner.Locust.Options;

// The options that a master's locustfile has added to Locust's own (events.init_command_line_parser), as the arguments
// of scripts: name=value.
internal static class CustomOptions
{
    // What Locust's own parser knows, 2.12.1 and 2.46 taken together (locust/argument_parser.py).
    private static readonly FrozenSet<string> s_own = FrozenSet.Create(
        StringComparer.Ordinal,
        "autoquit", "autostart", "build_path", "class_picker", "config", "config_users", "csv_prefix",
        "enable_rebalancing", "equal_weights", "exclude_tags", "exit_code_on_error", "expect_slaves", "expect_workers",
        "expect_workers_max_wait", "hatch_rate", "headful", "headless", "help", "host", "html_file", "json",
        "json_file", "legacy_ui", "list_commands", "locustfile", "logfile", "loglevel", "master", "master_bind_host",
        "master_bind_port", "master_host", "master_port", "num_users", "only_summary", "otel", "print_stats",
        "processes", "profile", "reset_stats", "run_time", "show_task_ratio", "show_task_ratio_json", "skip_log_setup",
        "slave", "spawn_rate", "stats_history_enabled", "step_clients", "step_load", "step_time", "step_users",
        "stop_timeout", "tags", "tls_cert", "tls_key", "user_classes", "users", "version", "web_auth",
        "web_base_path", "web_host", "web_host_display_name", "web_login", "web_port", "worker");

    /// <summary>The master's extra options, in its order; those without a value are left out.</summary>
    public static IReadOnlyList<string> Of(LocustValue options)
    {
        List<string> arguments = [];
        foreach ((LocustValue key, LocustValue value) in options.Pairs)
        {
            if (key.AsText() is string name && !s_own.Contains(name) && TextOf(value) is string text)
            {
                arguments.Add(name + "=" + text);
            }
        }

        return arguments;
    }

    private static string? TextOf(LocustValue value) => value.Kind switch
    {
        LocustValueKind.Text => value.AsText(),
        LocustValueKind.Integer => value.AsInt64(0).ToString(CultureInfo.InvariantCulture),
        LocustValueKind.Float => value.AsDouble(0).ToString(CultureInfo.InvariantCulture),
        LocustValueKind.Boolean => value.AsBoolean() ? "true" : "false",
        _ => null,
    };
}
