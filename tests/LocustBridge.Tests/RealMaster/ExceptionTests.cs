using System;
using System.Linq;
using System.Net;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using LocustBridge.Tasks;
using LocustBridge.Tests.Support;

namespace LocustBridge.Tests.RealMaster;

// What goes wrong in user code, as the real master shows it.
public sealed class ExceptionTests(SharedMaster shared) : IClassFixture<SharedMaster>
{
    private LocustMaster Master => shared.Master;

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 46)]
    public async Task ExceptionsAreShownAndCounted()
    {
        await using WorkerRig rig = await WorkerRig.StartAsync(Master, new ScriptedHost());
        for (int i = 0; i < 3; i++)
        {
            rig.Worker.ReportException("boom", "at Some.Place(line 7)");
        }

        JsonElement shown = await ShownAsync("boom", 3);
        Assert.Contains("Some.Place(line 7)", shown.GetProperty("traceback").GetString(), StringComparison.Ordinal);
        Assert.Equal(rig.Worker.ClientId, shown.GetProperty("nodes").GetString());
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 46)]
    public async Task AnExceptionThatEscapesATaskIsShownAndTheUserGoesOn()
    {
        int calls = 0;
        var host = new LocustTaskHost(new LocustTask("bad", 1, async user =>
        {
            int call = Interlocked.Increment(ref calls);
            if (call <= 3)
            {
                throw new InvalidOperationException("the task is broken");
            }

            await Task.Delay(5, user.Stopping);
            user.RecordSuccess("GET", "/mended", TimeSpan.FromMilliseconds(1), 1);
        }));
        await using WorkerRig rig = await WorkerRig.StartAsync(Master, host);
        await Master.SwarmAsync(1, 1);
        JsonElement shown = await ShownAsync("InvalidOperationException: the task is broken", 3);
        Assert.Contains(nameof(ExceptionTests), shown.GetProperty("traceback").GetString(), StringComparison.Ordinal);
        await Eventually.True(async () => await Master.RowAsync("/mended") is not null, "the user goes on");
        await Master.GetAsync("/stop");
        await rig.WaitForStateAsync(LocustWorkerState.Ready);
        Master.AssertAlive();
    }

    // The page's texts are escaped for HTML.
    private async Task<JsonElement> ShownAsync(string message, int count)
    {
        JsonElement found = default;
        await Eventually.True(
            async () =>
            {
                using JsonDocument page = JsonDocument.Parse(await Master.GetAsync("/exceptions"));
                found = page.RootElement.Clone().GetProperty("exceptions").EnumerateArray().FirstOrDefault(e =>
                    WebUtility.HtmlDecode(e.GetProperty("msg").GetString()) == message);
                return found.ValueKind == JsonValueKind.Object && found.GetProperty("count").GetInt32() == count;
            },
            () => $"{count} times {message}; the master shows {found}");
        return found;
    }
}
