using System;
using System.Linq;
using FastHttp.Load.Recording;

namespace Load.Tests.Recording;

/// <summary>Iterations, checks, groups and errors of a script, lane by lane and together.</summary>
public sealed class ScenarioFigureTests
{
    [Fact]
    public void Lanes_add_up_by_name()
    {
        ScenarioRecorder one = new(["buyer", "reader"]);
        ScenarioRecorder two = new(["reader"]);
        one.Users[0].RecordCompleted(100);
        one.Users[1].RecordCompleted(200);
        two.Users[0].RecordCompleted(400);
        one.Users[1].RecordFailed();
        two.Users[0].RecordFailed();
        two.Users[0].RecordInterrupted();
        one.RecordGroup("login", 10);
        two.RecordGroup("login", 30);
        two.RecordGroup("cart", 50);
        one.RecordChecks("is 200", 3, 0, "never");
        two.RecordChecks("is 200", 1, 2, "was 500");
        two.RecordChecks("is 200", 0, 1, "was 404");
        one.RecordFault(new ScenarioFault("a.lua:1", "a.lua:1: no"), 700);
        one.RecordFault(new ScenarioFault("a.lua:1", "a.lua:1: not"), 900);
        two.RecordFault(new ScenarioFault("a.lua:1", "a.lua:1: nor"), 300);
        two.RecordFault(new ScenarioFault("a.lua:2", "a.lua:2: nil"), 100);
        one.RecordLate();
        two.RecordLate();
        (one.Dropped, two.Dropped) = (3, 4);
        two.UsedUp = "users.csv";

        ScenarioFigures run = ScenarioFigures.Of(
            [new LaneRecorder(default) { Scenario = one }, new LaneRecorder(default) { Scenario = two }])!;

        Assert.Equal(
            [("buyer", 1, 0, 0, 100), ("reader", 2, 2, 1, 400)],
            run.Users.Select(user => (
                user.Name, (int)user.Completed, (int)user.Failed, (int)user.Interrupted, (int)user.Duration.Maximum)));
        Assert.Equal((3, 2, 1), (run.All.Completed, run.All.Failed, run.All.Interrupted));
        Assert.Equal([("login", 2L, 30L), ("cart", 1L, 50L)], run.Groups.Select(
            group => (group.Name, group.Completed, group.Duration.Maximum)));
        Assert.Equal([new CheckCount("is 200", 4, 3, "was 500")], run.Checks);
        Assert.Equal(
            [
                new ScriptFault("a.lua:2", "a.lua:2: nil", 1, 100, 100),
                new ScriptFault("a.lua:1", "a.lua:1: nor", 3, 300, 900),
            ],
            run.Faults);
        Assert.Equal((2, 7, "users.csv"), (run.Late, run.Dropped, run.UsedUp));
        Assert.Null(ScenarioFigures.Of([new LaneRecorder(default)]));
    }

    [Fact]
    public void What_there_is_too_much_of_is_counted_together()
    {
        ScenarioRecorder lane = new([]);
        for (int index = 0; index < 503; index++)
        {
            lane.RecordChecks($"{index}", 1, 0, "");
            lane.RecordGroup($"{index}", 10);
            lane.RecordFault(new ScenarioFault($"{index}", $"a:{index}"), index);
        }

        lane.RecordChecks("499", 1, 0, "");
        lane.RecordGroup("499", 10);
        lane.RecordFault(new ScenarioFault("499", "b"), 999);

        Assert.Equal((501, 501, 501), (lane.TakeChecks().Count, lane.Groups.Count, lane.Faults.Count));
        Assert.Equal([2L, 3], lane.TakeChecks().Where(check => check.Pass > 1).Select(check => check.Pass));
        Assert.Equal((2, 3), (lane.Groups["499"].Completed, lane.Groups["(others)"].Completed));
        Assert.Contains(new ScriptFault("(others)", "(others)", 3, 500, 502), lane.Faults);
        Assert.Contains(new ScriptFault("499", "a:499", 2, 499, 999), lane.Faults);
    }

    [Fact]
    public void What_a_process_used_is_the_difference()
    {
        ProcessUsage start = new()
        {
            CpuUs = 1,
            Gen0 = 2,
            Gen1 = 3,
            Gen2 = 4,
            PauseMs = 5,
            AllocatedBytes = 6,
            MachineTicks = 7,
            AllTicks = 8,
        };
        ProcessUsage end = new()
        {
            CpuUs = 11,
            Gen0 = 22,
            Gen1 = 33,
            Gen2 = 44,
            PauseMs = 55,
            AllocatedBytes = 66,
            MachineTicks = 77,
            AllTicks = 148,
        };

        Assert.Equal(
            new ProcessUsage
            {
                CpuUs = 10,
                Gen0 = 20,
                Gen1 = 30,
                Gen2 = 40,
                PauseMs = 50,
                AllocatedBytes = 60,
                MachineTicks = 70,
                AllTicks = 140,
            },
            end.Since(start));
        Assert.Equal(0.5, end.Since(start).MachineShare);
        Assert.Null(end.Since(end).MachineShare);
    }

    [Fact]
    public void What_a_process_has_used_is_read_from_the_system()
    {
        ProcessUsage usage = ProcessUsage.Take();

        Assert.True(usage.CpuUs > 0 && usage.AllocatedBytes > 0 && usage.Gen0 >= usage.Gen1);
        if (OperatingSystem.IsLinux())
        {
            Assert.InRange(usage.MachineTicks, 1, usage.AllTicks - 1);
        }
    }
}
