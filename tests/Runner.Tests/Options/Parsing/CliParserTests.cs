using System;
using System.Collections.Generic;
using FastHttp.Load.Planning;
using Runner.Options;
using Runner.Options.Parsing;

namespace Runner.Tests.Options.Parsing;

public sealed class CliParserTests
{
    [Fact]
    public void Defaults_are_those_of_wrk()
    {
        CliOptions options = Accept("http://h/");
        Assert.Equal((10L, 2L), (options.Connections, options.Threads));
        Assert.Equal((TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(2)), (options.Duration, options.Timeout));
        Assert.Equal("http://h/", options.Url);
        Assert.False(options.PrintLatency || options.PrintVersion);
        Assert.Null(options.ScriptPath);
        Assert.Empty(options.Headers);
        Assert.Equal((LatencyCorrection.Wrk, TransportChoice.Auto), (options.LatencyCorrection, options.Transport));
    }

    [Theory]
    [InlineData("-t1 -c3 -d5s -T1 -L u")]
    [InlineData("-t 1 -c 3 -d 5 -T 1s -L u")]
    [InlineData("--threads=1 --connections 3 --duration=5s --timeout 1 --latency u")]
    [InlineData("u --th 1 --co=3 --du 5 --ti 1 --lat")]
    [InlineData("-LT1 u -Lc3 -t1 -d5")]
    [InlineData("-c9 -c3 -t8 --threads 1 -d1 -d5 -T9 -T1 -L u")]
    public void Spellings_of_one_command(string line)
    {
        CliOptions options = Accept(line.Split(' '));
        Assert.Equal((3L, 1L, true), (options.Connections, options.Threads, options.PrintLatency));
        Assert.Equal((TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1)), (options.Duration, options.Timeout));
        Assert.Equal("u", options.Url);
    }

    [Fact]
    public void Values_may_look_like_anything()
    {
        CliOptions options = Accept(
            "-H", "@x: 1", "-H", "--connections", "-H", "-a: b", "-H", "", "-H=a=b", "-s", "", "u");
        Assert.Equal(["@x: 1", "--connections", "-a: b", "", "=a=b"], options.Headers);
        Assert.Equal("", options.ScriptPath);
    }

    [Fact]
    public void Two_dashes_may_be_a_value() => Assert.Equal(["--"], Accept("-H", "--", "u").Headers);

    [Fact]
    public void Operands_are_the_url_and_the_scripts_arguments()
    {
        CliOptions options = Accept("-c1", "u", "foo", "-t1", "--", "-L", "--", "bar", "-");
        Assert.Equal("u", options.Url);
        Assert.Equal(["foo", "-L", "--", "bar", "-"], options.ScriptArguments);
        Assert.Equal((1L, false), (options.Threads, options.PrintLatency));
    }

    [Fact]
    public void Posixly_correct_ends_options_at_the_url()
    {
        (CliOptions options, UsageError? error) = CliParser.Parse(["-c5", "u", "-c6", "--", "x"], posixlyCorrect: true);
        Assert.Null(error);
        Assert.Equal(5, options.Connections);
        Assert.Equal(["-c6", "--", "x"], options.ScriptArguments);
    }

    [Fact]
    public void Additions_of_ours()
    {
        CliOptions options = Accept("--latency-correction=NONE", "--unix-socket", "/run/x", "--tran", "epoll", "u");
        Assert.Equal((LatencyCorrection.None, TransportChoice.Epoll), (options.LatencyCorrection, options.Transport));
        Assert.Equal("/run/x", options.UnixSocketPath);
        Assert.False(options.PrintLatency);
    }

    public static TheoryData<string[], string?> Refused() => new()
    {
        { ["-z"], "wrk: invalid option -- 'z'" },
        { ["-h"], "wrk: invalid option -- 'h'" },
        { ["-Lz"], "wrk: invalid option -- 'z'" },
        { ["-c"], "wrk: option requires an argument -- 'c'" },
        { ["--timeout"], "wrk: option '--timeout' requires an argument" },
        { ["--tim"], "wrk: option '--timeout' requires an argument" },
        { ["--nosuch"], "wrk: unrecognized option '--nosuch'" },
        { ["--nosuch=3"], "wrk: unrecognized option '--nosuch=3'" },
        { ["--t", "1"], "wrk: option '--t' is ambiguous; possibilities: '--threads' '--timeout'" },
        { ["--latency=1"], "wrk: option '--latency' doesn't allow an argument" },
        { ["--help"], null },
        { ["-r"], null },
        { ["-?"], null },
        { ["-c", "5x"], null },
        { ["-c", "5x", "-z"], null },
        { ["-c", "5x", "-c", "5"], null },
        { ["-z", "-c", "5x"], "wrk: invalid option -- 'z'" },
        { ["--transport", "x"], "wrk: invalid argument 'x' for '--transport': expected auto, epoll or sockets" },
        { ["--transport", "1"], "wrk: invalid argument '1' for '--transport': expected auto, epoll or sockets" },
        { ["--unix-socket", ""], "wrk: invalid argument '' for '--unix-socket': expected the path of a socket" },
        { ["--lua", "lua"], "wrk: invalid argument 'lua' for '--lua': expected auto, luajit or lua54" },
        { ["--config", ""], "wrk: invalid argument '' for '--config': expected the path of a YAML file" },
        { ["-b", "@"], "wrk: invalid argument '@' for '--body': expected the body's text, @FILE or @-" },
        { ["-F", "f=@"], "wrk: invalid argument 'f=@' for '--form': expected name=value or name=@FILE" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Errors_end_the_parse(string[] args, string? message)
    {
        (_, UsageError? error) = CliParser.Parse(args);
        Assert.NotNull(error);
        Assert.Equal(message, error.Message);
    }

    [Theory]
    [InlineData(true, "-v", "-z")]
    [InlineData(false, "-z", "-v")]
    [InlineData(true, "-v")]
    public void The_version_is_printed_if_it_comes_before_an_error(bool expected, params string[] args) =>
        Assert.Equal(expected, CliParser.Parse(args).Options.PrintVersion);

    private static CliOptions Accept(params IReadOnlyList<string> args)
    {
        (CliOptions options, UsageError? error) = CliParser.Parse(args);
        Assert.Null(error);
        return options;
    }
}
