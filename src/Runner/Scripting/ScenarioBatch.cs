using System;

namespace Runner.Scripting;

// The requests that a coroutine has asked for at once, as they lie on its stack: the mark, ScenarioSignal.Batch, their
// text one after the other, a list with four numbers for each (Lua/scenario.lua), and how many there are. What comes of
// a request takes the place of its numbers. A view, for the state's thread alone.
internal readonly struct ScenarioBatch(LuaApi api, nint thread)
{
    private const int TextIndex = 3;
    private const int ListIndex = 4;
    private const int CountIndex = 5;
    private const int FieldsEach = 4;
    private const int Traits = 1;
    private const int Row = 2;
    private const int Limit = 3;
    private const int Length = 4;

    public int Count => (int)api.ToNumber(thread, CountIndex, out _);

    /// <summary>All requests; valid until the coroutine runs on.</summary>
    public ReadOnlySpan<byte> Bytes => api.ToText(thread, TextIndex);

    public int TraitsOf(int request) => (int)Read(request, Traits);

    public int RowOf(int request) => (int)Read(request, Row);

    /// <summary>The time limit of a request in seconds, 0 for the run's; then what <see cref="SetLimit"/> made of it.
    /// </summary>
    public double LimitOf(int request) => Read(request, Limit);

    public int LengthOf(int request) => (int)Read(request, Length);

    public void SetLimit(int request, double limit)
    {
        api.PushNumber(thread, KeyOf(request, Limit));
        api.PushNumber(thread, limit);
        api.RawSet(thread, ListIndex);
    }

    /// <summary>Keeps the answer to a request, or with the status 0 that there is none, and why.</summary>
    public void SetAnswer(int request, int status, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, double seconds)
    {
        api.PushNumber(thread, KeyOf(request, 1));
        api.PushNumber(thread, status);
        api.RawSet(thread, ListIndex);
        api.PushNumber(thread, KeyOf(request, 2));
        api.PushString(thread, head);
        api.RawSet(thread, ListIndex);
        api.PushNumber(thread, KeyOf(request, 3));
        api.PushString(thread, body);
        api.RawSet(thread, ListIndex);
        api.PushNumber(thread, KeyOf(request, 4));
        api.PushNumber(thread, seconds);
        api.RawSet(thread, ListIndex);
    }

    /// <summary>Lays out that all are answered. What the coroutine had asked for is gone.</summary>
    /// <returns>How many arguments there are.</returns>
    public int PushAnswered(bool hasCookies)
    {
        api.SetTop(thread, 0);
        api.PushBoolean(thread, hasCookies);
        return 1;
    }

    private static int KeyOf(int request, int field) => (request * FieldsEach) + field;

    private double Read(int request, int field)
    {
        api.PushNumber(thread, KeyOf(request, field));
        api.RawGet(thread, ListIndex);
        double value = api.ToNumber(thread, -1, out _);
        api.SetTop(thread, CountIndex);
        return value;
    }
}
