using System;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;

namespace Runner.Scripting;

// Answers what one state's prelude asks of the host. Belongs to that state and runs on the thread that is inside it.
// Every answer is pushed values and their count; a failure is (false, message), never a Lua error.
internal sealed class HostCalls
{
    private readonly ScriptHost _host;

    public HostCalls(ScriptHost host)
    {
        _host = host;
        Scenario = new ScenarioCalls(host.Shared);
    }

    // Answers what a scenario asks.
    public ScenarioCalls Scenario { get; }

    // The first lookup that found nothing. It ends the run even where the script caught the error.
    public string? FailedLookup { get; private set; }

    public int Answer(LuaApi api, nint state, HostCall call)
    {
        switch (call)
        {
            case HostCall.TimeMicroseconds:
                api.PushNumber(state, (DateTime.UtcNow - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
                return 1;
            case HostCall.Lookup:
                return Lookup(api, state);
            case HostCall.Connect:
                bool found = ScriptNetwork.TryParse(Text(api, state, 2), out IPEndPoint? address);
                api.PushBoolean(state, found && ScriptNetwork.CanConnect(address!));
                return 1;
            case HostCall.Stop:
                Lane(api, state).Stop();
                return 0;
            case HostCall.GetGlobal:
                return GetGlobal(api, state);
            case HostCall.SetGlobal:
                return Done(api, state, Lane(api, state).SetGlobal(api.ToText(state, 3), api.ToText(state, 4)));
            case HostCall.GetAddress:
                IPEndPoint? target = Lane(api, state).Address;
                PushText(api, state, target is null ? null : ScriptNetwork.Format(target));
                return 1;
            case HostCall.SetAddress:
                return SetAddress(api, state);
            case HostCall.Write:
                _host.Plan.Output?.Invoke(api.ToText(state, 2));
                return 0;
            case HostCall.NewUserData:
                api.NewUserData(state, 1);
                return 1;
            case >= HostCall.NameRow:
                return Scenario.Answer(api, state, call);
            default:
                return AnswerStatistic(api, state, call);
        }
    }

    private static string Text(LuaApi api, nint state, int index) => Encoding.UTF8.GetString(api.ToText(state, index));

    private static void PushText(LuaApi api, nint state, string? text)
    {
        if (text is null)
        {
            api.PushNil(state);
        }
        else
        {
            api.PushString(state, Encoding.UTF8.GetBytes(text));
        }
    }

    private static int Done(LuaApi api, nint state, string? failure)
    {
        api.PushBoolean(state, failure is null);
        PushText(api, state, failure);
        return 2;
    }

    private int AnswerStatistic(LuaApi api, nint state, HostCall call)
    {
        double which = api.ToNumber(state, 2, out _);
        IScriptStatistics? statistics = which == 1 ? _host.Latency : _host.Rates;
        if (statistics is null)
        {
            throw new UnreachableException("statistics were asked for outside done()");
        }

        double argument = api.ToNumber(state, 3, out _);
        switch (call)
        {
            case HostCall.Statistic:
                api.PushNumber(state, Statistic(statistics, (int)argument));
                return 1;
            case HostCall.Percentile:
                api.PushNumber(state, statistics.Percentile(argument));
                return 1;
            case HostCall.ValueAt:
                (double value, double count) = statistics.At((long)argument);
                api.PushNumber(state, value);
                api.PushNumber(state, count);
                return 2;
            default:
                throw new UnreachableException(string.Create(CultureInfo.InvariantCulture, $"host call {(int)call}"));
        }
    }

    private static double Statistic(IScriptStatistics statistics, int field) => field switch
    {
        1 => statistics.Min,
        2 => statistics.Max,
        3 => statistics.Mean,
        4 => statistics.StandardDeviation,
        _ => statistics.DistinctCount,
    };

    private LaneScript Lane(LuaApi api, nint state) => _host.Lanes[(int)api.ToNumber(state, 2, out _)];

    private int Lookup(LuaApi api, nint state)
    {
        if (ScriptNetwork.TryLookup(Text(api, state, 2), Text(api, state, 3), out string lines, out string failure))
        {
            PushText(api, state, lines);
            return 1;
        }

        FailedLookup ??= failure;
        return Done(api, state, failure);
    }

    // The value comes over as text (Lua/transfer.lua), so each state is only ever touched under its own pcall.
    private int GetGlobal(LuaApi api, nint state)
    {
        string? failure = Lane(api, state).TryGetGlobal(api.ToText(state, 3), out ReadOnlySpan<byte> value);
        if (failure is not null)
        {
            return Done(api, state, failure);
        }

        api.PushString(state, value);
        return 1;
    }

    private int SetAddress(LuaApi api, nint state)
    {
        string text = Text(api, state, 3);
        if (!ScriptNetwork.TryParse(text, out IPEndPoint? address))
        {
            return Done(api, state, "not an address: " + text);
        }

        Lane(api, state).Address = address;
        return Done(api, state, null);
    }
}
