using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using FastHttp.Load.Planning;
using FastHttp.Load.Text;
using LocustBridge.RateLimiting;
using LocustBridge.Tasks;
using Runner.Cli;

namespace Runner.Locust;

// From the texts of the command line to options, or the first reason why not. One instance reads one command line.
internal sealed class LocustReader
{
    private readonly LocustSyntax _syntax;
    private readonly ParseResult _result;
    private string? _error;

    public LocustReader(LocustSyntax syntax, ParseResult result)
    {
        _syntax = syntax;
        _result = result;
    }

    /// <summary>Returns the options, or one line that says what is wrong.</summary>
    public (LocustOptions? Options, string? Error) Read()
    {
        LocustOptions d = new();
        LocustOptions options = d with
        {
            MasterHost = TextOf(_syntax.MasterHost) ?? d.MasterHost,
            MasterPort = (int)NumberOf(_syntax.MasterPort, d.MasterPort, 1, 65_535),
            Headless = _result.GetValue(_syntax.Headless) && !_result.GetValue(_syntax.Worker),
            Url = UrlOf(),
            Host = HostOf(),
            Classes = ClassesOf(),
            Method = MethodOf(),
            Body = TextOf(_syntax.Body),
            UrlsPath = TextOf(_syntax.Urls),
            DataPath = TextOf(_syntax.Data),
            Headers = _result.GetValue(_syntax.Headers) ?? [],
            Wait = WaitOf(),
            NamePatterns = PatternsOf(),
            Threads = (int)NumberOf(_syntax.Threads, d.Threads, 1, 1024),
            Transport = OneOf(_syntax.Transport, d.Transport, "auto, epoll or sockets"),
            RequestTimeout = TimeOf(_syntax.RequestTimeout) ?? d.RequestTimeout,
            ConnectTimeout = TimeOf(_syntax.ConnectTimeout),
            Users = (int)NumberOf(_syntax.Users, d.Users, 1, 10_000_000),
            SpawnRate = RateOf(d.SpawnRate),
            RunTime = TimeOf(_syntax.RunTime),
            StopTimeout = TimeOf(_syntax.StopTimeout) ?? d.StopTimeout,
        };
        options = ReadOutput(options);
        CheckWhole(options);
        return _error is null ? (options, null) : (null, _error);
    }

    private LocustOptions ReadOutput(LocustOptions d) => d with
    {
        MaxRps = NumberOf(_syntax.MaxRps, d.MaxRps, 0, long.MaxValue),
        RequestIncreaseRate = TextOf(_syntax.IncreaseRate) ?? d.RequestIncreaseRate,
        ResetStats = _result.GetValue(_syntax.ResetStats),
        RunTasks = RunTasksOf(d.Classes),
        Csv = TextOf(_syntax.Csv),
        CsvFullHistory = _result.GetValue(_syntax.CsvFullHistory),
        Json = _result.GetValue(_syntax.Json),
        OnlySummary = _result.GetValue(_syntax.OnlySummary),
        ExitCodeOnError = (int)NumberOf(_syntax.ExitCode, d.ExitCodeOnError, 0, 255),
        LogLevel = OneOf(_syntax.LogLevel, d.LogLevel, "DEBUG, INFO, WARNING, ERROR or CRITICAL"),
        LogFile = TextOf(_syntax.LogFile),
        Shared = SharedOf(),
        Warnings = [.. UselessOf().Select(static pair => $"{pair.Key.Name} has no effect: {pair.Value}")],
    };

    private void CheckWhole(LocustOptions options)
    {
        if (!LocustRateLimiter.TryParse(options.MaxRps, options.RequestIncreaseRate, out LocustRateLimiter? limiter))
        {
            Fail(_syntax.IncreaseRate, options.RequestIncreaseRate, "expected 10 or 10/1m");
        }

        limiter?.Dispose();
        bool hasHost = ClassPlanner.UrlOf(options, null) is not null;
        if (_result.GetValue(_syntax.Master))
        {
            _error ??= "this is a worker (the master is Locust's own). Start it with: locust --master -f FILE.py";
        }

        if ((options.Headless || options.RunTasks.Count != 0) && !hasHost)
        {
            _error ??= "no target (neither a URL nor --host is given). Say what to load: http://host:port/path";
        }

        _error ??= ResultSyntax.Conflict(options);
        if (ClassPlanner.UrlOf(options, null) is string url && TargetUrl.TryParse(url) is null)
        {
            _error ??= $"invalid URL '{url}' (http://host:port/path is expected). Correct it";
        }
    }

    private IEnumerable<KeyValuePair<Option, string>> UselessOf()
    {
        if (_result.GetValue(_syntax.Headless) && _result.GetValue(_syntax.Worker))
        {
            yield return new(_syntax.Headless, "with --worker, the master says when to run");
        }

        foreach (KeyValuePair<Option, string> pair in _syntax.Useless)
        {
            if (_result.GetResult(pair.Key) is not null)
            {
                yield return pair;
            }
        }
    }

    private CliOptions SharedOf()
    {
        (CliOptions? shared, string? error) = _syntax.Results.Read(_result);
        _error ??= error;
        return shared ?? CliOptions.Default;
    }

    private string? TextOf(Option<string?> option) => _result.GetValue(option);

    private string? UrlOf()
    {
        string? url = _result.GetValue(_syntax.Url);
        if (url is ['-', ..])
        {
            _error ??= $"unknown option '{url}'. See 'runner locust --help'";
        }

        return url;
    }

    private string? HostOf()
    {
        string? host = TextOf(_syntax.Host);
        return string.IsNullOrEmpty(host) ? null : host;
    }

    private List<UserClassOption> ClassesOf()
    {
        List<UserClassOption> classes = [];
        foreach (string text in _result.GetValue(_syntax.Classes) ?? [])
        {
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == text.Length - 1)
            {
                Fail(_syntax.Classes, text, "expected name=script.lua");
            }
            else if (classes.Any(item => item.Name == text[..equals]))
            {
                Fail(_syntax.Classes, text, "that class is there already");
            }
            else
            {
                classes.Add(new UserClassOption(text[..equals], ScriptOf(text[(equals + 1)..])));
            }
        }

        string? script = TextOf(_syntax.Script);
        if (classes.Count == 0)
        {
            classes.Add(new UserClassOption(
                UserClassOption.DefaultName, script is null ? null : ScriptOf(script)));
        }
        else if (script is not null)
        {
            _error ??= "--locustfile and --user-class exclude each other (a class has its own script). Drop one";
        }

        return classes;
    }

    private string ScriptOf(string path)
    {
        if (path.EndsWith(".py", StringComparison.OrdinalIgnoreCase))
        {
            _error ??= $"'{path}' is Python (the master runs it). Give this worker a Lua script, or none";
        }
        else if (!File.Exists(path))
        {
            _error ??= $"there is no script '{path}' (file not found). Check the path";
        }

        return path;
    }

    private string[] RunTasksOf(IReadOnlyList<UserClassOption> classes)
    {
        string[] names = TextOf(_syntax.RunTasks)?.Split(',', StringSplitOptions.TrimEntries) ?? [];
        foreach (string name in names)
        {
            if (!classes.Any(item => item.Name == name))
            {
                Fail(_syntax.RunTasks, name, "expected " + string.Join(" or ", classes.Select(item => item.Name)));
            }
        }

        return names;
    }

    private string? MethodOf()
    {
        string? method = TextOf(_syntax.Method);
        if (method is null)
        {
            return null;
        }

        if (method.Length == 0
            || !method.All(static c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c)))
        {
            Fail(_syntax.Method, method, "not a method's name");
        }

        return method;
    }

    private LocustWait WaitOf()
    {
        string? text = TextOf(_syntax.Wait);
        if (text is null)
        {
            return LocustWait.None;
        }

        if (WaitSyntax.TryParse(text, out LocustWait wait))
        {
            return wait;
        }

        Fail(_syntax.Wait, text, "expected constant:1, between:1,2, pacing:1 or throughput:5");
        return LocustWait.None;
    }

    private List<NamePattern> PatternsOf()
    {
        List<NamePattern> patterns = [];
        foreach (string text in _result.GetValue(_syntax.NamePatterns) ?? [])
        {
            if (NamePattern.TryParse(text, out string error) is NamePattern pattern)
            {
                patterns.Add(pattern);
            }
            else
            {
                Fail(_syntax.NamePatterns, text, error);
            }
        }

        return patterns;
    }

    private double RateOf(double fallback)
    {
        string? text = TextOf(_syntax.SpawnRate);
        if (text is null)
        {
            return fallback;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double rate)
            && rate > 0
            && double.IsFinite(rate))
        {
            return rate;
        }

        Fail(_syntax.SpawnRate, text, "expected a number above 0");
        return fallback;
    }

    private long NumberOf(Option<string?> option, long fallback, long least, long most)
    {
        string? text = TextOf(option);
        if (text is null)
        {
            return fallback;
        }

        if (NumberSyntax.TryParseMetric(text, out long value) && value >= least && value <= most)
        {
            return value;
        }

        Fail(option, text, most == long.MaxValue ? "expected a whole number" : $"expected {least} to {most}");
        return fallback;
    }

    private TimeSpan? TimeOf(Option<string?> option)
    {
        string? text = TextOf(option);
        if (text is null)
        {
            return null;
        }

        if (NumberSyntax.TryParseTime(text, out TimeSpan time))
        {
            return time;
        }

        Fail(option, text, "expected a time such as 20, 20s, 3m or 1h20m");
        return null;
    }

    private T OneOf<T>(Option<string?> option, T fallback, string expected)
        where T : struct, Enum
    {
        string? text = TextOf(option);
        if (text is null)
        {
            return fallback;
        }

        if (Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            return Enum.Parse<T>(text, ignoreCase: true);
        }

        Fail(option, text, $"expected {expected}");
        return fallback;
    }

    private void Fail(Option option, string value, string why) =>
        _error ??= $"invalid value '{value}' for {option.Name} ({why}). See 'runner locust --help'";
}
