using System;
using System.IO;
using System.Threading.Tasks;
using LocustBridge.Tests.Support;
using SourceFiles = Testing.SourceFiles;
using SpecCaseAttribute = Testing.SpecCaseAttribute;

namespace Runner.Tests.Locust;

/// <summary>A program of a user's own, samples/UserApi, as a worker of a real master.</summary>
public sealed class UserProgramTests
{
    // The build that goes with these tests: bin/Release/net10.0, whatever the words are.
    private static readonly string s_program = Path.Combine(
        SourceFiles.Root, "samples", "UserApi", "bin",
        new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, new DirectoryInfo(AppContext.BaseDirectory).Name,
        "UserApi");

    // A signal, and a stop of the master: both with requests under way.
    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 55)]
    public async Task WhatTheTargetHasAnsweredIsWhatTheMasterShows()
    {
        await using CountingTarget target = new();
        await using LocustMaster master = await LocustMaster.StartPatientAsync(
            LocustMaster.DummyFile, null, "--host", target.Url);
        using RunnerProcess worker = Start(master);
        await Eventually.True(() => IsReady(master), "the worker is there");
        await master.SwarmAsync(8, 100);
        await Eventually.True(() => target.Total >= 200, "load");
        await master.GetAsync("/stop");
        await AgreesAsync(master, target);

        target.Reset();
        await master.SwarmAsync(8, 100);
        await Eventually.True(() => target.Total >= 200, "load again");

        // A worker that was told to leave waits a second for answers, which may not do here: none comes any more.
        target.Hold();
        await Eventually.True(() => target.Held == 8, "all users wait");
        worker.Signal("TERM");
        (int code, _, string error) = await worker.EndAsync();
        Assert.Equal(0, code);
        Assert.Contains("Quitting: asked to quit", error, StringComparison.Ordinal);
        await AgreesAsync(master, target);
        Assert.DoesNotContain("Cancel", await master.GetAsync("/stats/failures/csv"), StringComparison.Ordinal);
        master.AssertAlive();
    }

    [Fact]
    [SpecCase("locust", 56)]
    public async Task ItSaysWhatIsWrongWithItsArguments()
    {
        using RunnerProcess worker = RunnerProcess.StartFile(s_program, [], "--master-host", "h:8089");
        (int code, string output, string error) = await worker.EndAsync();
        Assert.Equal((1, ""), (code, output));
        Assert.EndsWith("8089 is the web page's, workers go to 5557.\n", error, StringComparison.Ordinal);
    }

    [Fact]
    [SpecCase("locust", 56)]
    public void TheDocumentationShowsTheSample() => Assert.Contains(
        File.ReadAllText(Path.Combine(SourceFiles.Root, "samples", "UserApi", "Program.cs")),
        File.ReadAllText(Path.Combine(SourceFiles.Root, "docs", "locust.md")),
        StringComparison.Ordinal);

    private static RunnerProcess Start(LocustMaster master) =>
        RunnerProcess.StartFile(s_program, [], "--master-host", "127.0.0.1", $"--master-port={master.Port}");

    private static async Task<bool> IsReady(LocustMaster master) =>
        (await master.StatsAsync()).GetProperty("workers").GetArrayLength() == 1;

    private static async Task AgreesAsync(LocustMaster master, CountingTarget target)
    {
        await Eventually.True(
            async () => (await master.RowAsync("/user/[id]"))?["Request Count"] == $"{target.Total}",
            () => $"{target.Total} requests on the page");
        Assert.Equal("0", (await master.RowAsync("/user/[id]"))!["Failure Count"]);
    }
}
