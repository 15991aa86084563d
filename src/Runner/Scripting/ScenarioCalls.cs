using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text;
using FastHttp;

namespace Runner.Scripting;

// Answers what one state's scenario asks of the host. Belongs to that state and runs on the thread that is inside it.
internal sealed class ScenarioCalls(ScenarioShared shared)
{
    private readonly List<ScenarioRow> _rows = [];
    private readonly Dictionary<(string Method, string Label), int> _numbers = [];

    /// <summary>The names of requests that this state knows, by their numbers.</summary>
    public IReadOnlyList<ScenarioRow> Rows => _rows;

    /// <summary>Who runs the users of the state; null before and after a run.</summary>
    public IScenarioHost? Host { get; set; }

    public int Answer(LuaApi api, nint state, HostCall call)
    {
        switch (call)
        {
            case HostCall.NameRow:
                api.PushNumber(state, NumberOf(Text(api, state, 2), Text(api, state, 3), api.ToBoolean(state, 4)));
                return 1;
            case HostCall.Redirect:
                return Redirect(api, state);
            case HostCall.Cookies:
                return Cookies(api, state);
            case HostCall.BeginGroup:
                api.PushNumber(state, Host?.Clock ?? 0);
                return 1;
            case HostCall.EndGroup:
                Host?.EndGroup(Text(api, state, 2), (long)api.ToNumber(state, 3, out _));
                return 0;
            case HostCall.TraceCheck:
                Host?.OnCheck(Text(api, state, 2), api.ToBoolean(state, 3), Text(api, state, 4));
                return 0;
            case HostCall.LoadData:
                return LoadData(api, state);
            case HostCall.Row:
                Data(api, state).Push(api, state, (int)api.ToNumber(state, 3, out _));
                return 1;
            case HostCall.NextRow:
                ScenarioData data = Data(api, state);
                data.Push(api, state, data.Next());
                return 1;
            case HostCall.UniqueRow:
                return UniqueRow(api, state);
            case HostCall.ReadFile:
                return ReadFile(api, state);
            default:
                throw new UnreachableException(string.Create(CultureInfo.InvariantCulture, $"host call {(int)call}"));
        }
    }

    private static string Text(LuaApi api, nint state, int index) => Encoding.UTF8.GetString(api.ToText(state, index));

    private static int Fail(LuaApi api, nint state, string message)
    {
        api.PushBoolean(state, false);
        api.PushString(state, Encoding.UTF8.GetBytes(message));
        return 2;
    }

    private ScenarioData Data(LuaApi api, nint state) => shared[(int)api.ToNumber(state, 2, out _)];

    private int NumberOf(string method, string label, bool isGiven)
    {
        if (_numbers.TryGetValue((method, label), out int number))
        {
            return number;
        }

        number = _rows.Count;
        _rows.Add(new ScenarioRow(method, label, isGiven));
        _numbers.Add((method, label), number);
        return number;
    }

    // (status, method, target, location) → the next target and whether it is asked for with GET; nothing where the
    // answer stands.
    private int Redirect(LuaApi api, nint state)
    {
        if (Host is null || !Uri.TryCreate(Host.Origin, Text(api, state, 4), out Uri? current))
        {
            return 0;
        }

        RedirectStep step = RedirectPolicy.Default.Decide(
            0, (int)api.ToNumber(state, 2, out _), api.ToText(state, 3), current, api.ToText(state, 5));
        if (step.Error != HttpError.None || step.IsOtherOrigin)
        {
            Host.NoteRedirectElsewhere();
            return 0;
        }

        if (step.Next is null)
        {
            return 0;
        }

        api.PushString(state, Encoding.ASCII.GetBytes(step.Next.PathAndQuery));
        api.PushBoolean(state, step.BecomesGet);
        return 2;
    }

    private int Cookies(LuaApi api, nint state)
    {
        ReadOnlySpan<byte> cookies = Host is null
            ? default
            : Host.CookiesFor((int)api.ToNumber(state, 2, out _), api.ToText(state, 3));
        if (cookies.IsEmpty)
        {
            return 0;
        }

        api.PushString(state, cookies);
        return 1;
    }

    private int LoadData(LuaApi api, nint state)
    {
        (int number, string? error) = shared.Load(Text(api, state, 2), Text(api, state, 3));
        if (error is not null)
        {
            return Fail(api, state, error);
        }

        api.PushNumber(state, number);
        api.PushNumber(state, shared[number].Count);
        return 2;
    }

    private int UniqueRow(LuaApi api, nint state)
    {
        ScenarioData data = Data(api, state);
        int row = data.NextUnique();
        if (row < 0)
        {
            return 0;
        }

        data.Push(api, state, row);
        return 1;
    }

    private int ReadFile(LuaApi api, nint state)
    {
        string path = Text(api, state, 2);
        if (shared.NotFound(path) is { } missing)
        {
            return Fail(api, state, missing);
        }

        try
        {
            api.PushString(state, File.ReadAllBytes(shared.Resolve(path)));
            return 1;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Fail(api, state, $"cannot read {path} ({failure.Message.TrimEnd('.')})");
        }
    }
}
