using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Runner.Serving;
using Runner.Tests.Conformance;

namespace Runner.Tests.Native;

// The command in the form that ships, and as the build makes it. All other tests start one form only.
public sealed class FormTests(CommandFolder folder) : IClassFixture<CommandFolder>
{
    public static IEnumerable<object[]> Forms =>
        RunnerUnderTest.Executable == RunnerUnderTest.Build ? [["build"]] : [["build"], ["native"]];

    public static IEnumerable<object[]> Commands =>
        from form in Forms
        from row in CommandTable.Runnable
        select (object[])[form[0], row.Name];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_command_runs(string form, string name)
    {
        CommandRow row = CommandTable.Rows.First(row => row.Name == name);
        using RunnerProcess runner = RunnerProcess.StartFile(FileOf(form), [], folder.WordsOf(row.Line));
        (int code, string output, string error) = await runner.EndAsync();
        Assert.True(code == row.ExitCode || row.MayFail, $"{code}: {error}");
        Assert.Contains(row.Expected, output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Figures_are_pushed_over_grpc(string form)
    {
        int calls = 0;
        using IHost collector = BareServer.Build(
            web => web.ConfigureKestrel(kestrel =>
                kestrel.Listen(IPAddress.Loopback, 0, listener => listener.Protocols = HttpProtocols.Http2)),
            async context =>
            {
                calls++;
                context.Response.ContentType = "application/grpc";
                context.Response.AppendTrailer("grpc-status", "0");

                // An empty message: not compressed, no bytes.
                await context.Response.Body.WriteAsync(new byte[5]);
            });
        await collector.StartAsync();
        await using ScriptedServer server = ScriptedServer.Start();
        using RunnerProcess runner = RunnerProcess.StartFile(
            FileOf(form),
            [
                ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
                ("OTEL_EXPORTER_OTLP_ENDPOINT", BareServer.AddressOf(collector)),
            ],
            "wrk", "-t1", "-c1", "-n20", "--otel", $"http://127.0.0.1:{server.Port}/cl");
        (int code, _, string error) = await runner.EndAsync();
        Assert.True(code == 0, error);
        Assert.DoesNotContain("--otel", error, StringComparison.Ordinal);
        Assert.True(calls > 0, error);
    }

    // test.sh makes the native file and says where it is. In CI there is no way around it.
    [Fact]
    public async Task In_CI_the_tests_start_native_code()
    {
        (_, string output, _) = await RunnerProcess.RunAsync("--version");
        bool isNative = output.Contains(", native code)", StringComparison.Ordinal);
        Assert.True(
            isNative || Environment.GetEnvironmentVariable("CI") != "true",
            $"{RunnerUnderTest.Executable} is not native code: name one in {RunnerUnderTest.Variable}");
        Assert.True(isNative || RunnerUnderTest.Executable == RunnerUnderTest.Build, "published, but not native code");
    }

    private static string FileOf(string form) =>
        form == "build" ? RunnerUnderTest.Build : RunnerUnderTest.Executable;
}
