using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using FastHttp.Load.Planning;
using FastHttp.Load.Text;

namespace Runner.Cli;

// The command in terms of System.CommandLine: options with their types, the URL and the script's arguments. It is only
// ever given a normalised command line, so that it has no say in what is an error.
internal sealed class WrkSyntax
{
    // A value that begins with '@' is a value: the default would replace it by the content of a file.
    private static readonly ParserConfiguration s_configuration =
        new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    private readonly Option<long> _connections =
        OptionBinding.Single<long>(
            OptionTable.Connections, NumberSyntax.TryParseMetric, CliOptions.Default.Connections);
    private readonly Option<long> _threads =
        OptionBinding.Single<long>(OptionTable.Threads, NumberSyntax.TryParseMetric, CliOptions.Default.Threads);
    private readonly Option<TimeSpan> _duration =
        OptionBinding.Single<TimeSpan>(OptionTable.Duration, NumberSyntax.TryParseTime, CliOptions.Default.Duration);
    private readonly Option<TimeSpan> _timeout =
        OptionBinding.Single<TimeSpan>(OptionTable.Timeout, NumberSyntax.TryParseTime, CliOptions.Default.Timeout);
    private readonly Option<string?> _script = new(OptionBinding.NameOf(OptionTable.Script));
    private readonly Option<string[]> _headers = new(OptionBinding.NameOf(OptionTable.Header));
    private readonly Option<bool> _latency = new(OptionBinding.NameOf(OptionTable.Latency));
    private readonly Option<bool> _version = new(OptionBinding.NameOf(OptionTable.Version));
    private readonly Option<LatencyCorrection> _correction = new(OptionBinding.NameOf(OptionTable.LatencyCorrection));
    private readonly Option<string?> _unixSocket = new(OptionBinding.NameOf(OptionTable.UnixSocket));
    private readonly Option<TransportChoice> _transport = new(OptionBinding.NameOf(OptionTable.Transport));
    private readonly Option<string?> _config = new(OptionBinding.NameOf(ConfigTable.Config));
    private readonly Argument<string[]> _operands = new("url") { Arity = ArgumentArity.ZeroOrMore };
    private readonly LoadSyntax _load = new();
    private readonly RequestSyntax _request = new();
    private readonly ConnectionSyntax _connection = new();
    private readonly OutputSyntax _output = new();
    private readonly GateSyntax _gates = new();
    private readonly LiveSyntax _live = new();
    private readonly Command _command;

    public WrkSyntax()
    {
        _headers.Arity = ArgumentArity.ZeroOrMore;
        _command = new Command("wrk", "Loads an HTTP target and reports as wrk does.")
        {
            _connections, _threads, _duration, _timeout, _script, _headers, _latency, _version,
            _correction, _unixSocket, _transport, _config, _operands,
        };
        _load.AddTo(_command);
        _request.AddTo(_command);
        _connection.AddTo(_command);
        _output.AddTo(_command);
        _gates.AddTo(_command);
        _live.AddTo(_command);
    }

    /// <summary>Takes valid options, of which each one that is not repeatable occurs at most once.</summary>
    public CliOptions Parse(IEnumerable<TypedOption> options, IEnumerable<string> operands)
    {
        ParseResult result = _command.Parse([.. options.SelectMany(Spell), "--", .. operands], s_configuration);
        if (result.Errors.Count > 0)
        {
            throw new InvalidOperationException(result.Errors[0].Message);
        }

        string[] rest = result.GetValue(_operands) ?? [];
        return new CliOptions
        {
            Connections = result.GetValue(_connections),
            Threads = result.GetValue(_threads),
            AreThreadsTyped = result.IsTyped(_threads),
            Duration = result.GetValue(_duration),
            Timeout = result.GetValue(_timeout),
            ScriptPath = result.GetValue(_script),
            Headers = result.GetValue(_headers) ?? [],
            PrintLatency = result.GetValue(_latency),
            PrintVersion = result.GetValue(_version),
            LatencyCorrection = result.GetValue(_correction),
            UnixSocketPath = result.GetValue(_unixSocket),
            Transport = result.GetValue(_transport),
            Lua = _load.ReadLua(result),
            Load = _load.Read(result, _duration, _connections),
            Request = _request.Read(result),
            Connection = _connection.Read(result),
            Output = _output.Read(result),
            RunName = _output.ReadName(result),
            Tags = _output.ReadTags(result),
            Gates = _gates.Read(result),
            Live = _live.Read(result),
            Url = rest.Length > 0 ? rest[0] : null,
            ScriptArguments = rest.Length > 1 ? rest[1..] : [],
        };
    }

    // Joined by '=', a value may begin with '-' or be another option's name; but only apart from it may it be empty.
    private static IEnumerable<string> Spell(TypedOption item) => item.Value switch
    {
        null => [OptionBinding.NameOf(item.Option)],
        "" => [OptionBinding.NameOf(item.Option), ""],
        _ => [$"{OptionBinding.NameOf(item.Option)}={item.Value}"],
    };
}
