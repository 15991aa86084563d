using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using Runner.Options;

namespace Runner.Scripting;

// One Lua state with the host's prelude in it: a lane's, or the main one. Used by one thread at a time.
//
// The bottom of the stack never moves, so that the hot path finds everything by index and anchors what it hands out:
//   1 error handler   2 globals   3-5 callback names   6 last response function   7 last request string   8 entries
// Invariant: between calls the stack holds exactly these Base slots.
//
// Entries are the prelude's functions for the host (Lua/host.lua). Everything a script can make fail runs in one of
// them or in a callback, under pcall; from outside pcall this class touches raw values only.
internal sealed unsafe class LuaState : IDisposable
{
    public const int HandlerSlot = 1;
    public const int GlobalsSlot = 2;
    public const int RequestNameSlot = 3;
    public const int ResponseNameSlot = 4;
    public const int DelayNameSlot = 5;
    public const int ResponseSlot = 6;
    public const int LastRequestSlot = 7;
    public const int EntriesSlot = 8;
    public const int Base = 8;

    private readonly GCHandle _owner;
    private nint _state;

    // owner receives the prelude's calls into the host; it must outlive this state.
    public LuaState(LuaApi api, HostCalls owner)
    {
        Api = api;
        _state = api.NewState();
        if (_state == 0)
        {
            throw new InvalidOperationException("Lua could not make a state: out of memory");
        }

        _owner = GCHandle.Alloc(owner);
        api.OpenLibs(_state);
        LoadPrelude();
    }

    public LuaApi Api { get; }

    public nint Pointer => _state;

    // Begins a call of a prelude entry on a clean stack: push the arguments, then Finish.
    public void Begin(ReadOnlySpan<byte> entry)
    {
        Reset();
        PushEntry(entry);
    }

    public void PushEntry(ReadOnlySpan<byte> entry)
    {
        Api.PushString(_state, entry);
        Api.RawGet(_state, EntriesSlot);
    }

    public LuaState Push(string? text)
    {
        if (text is null)
        {
            Api.PushNil(_state);
        }
        else
        {
            Api.PushString(_state, Encoding.UTF8.GetBytes(text));
        }

        return this;
    }

    public LuaState Push(ReadOnlySpan<byte> text)
    {
        Api.PushString(_state, text);
        return this;
    }

    public LuaState Push(double value)
    {
        Api.PushNumber(_state, value);
        return this;
    }

    // Runs what Begin and the pushes laid out. On success one result is on top of the stack (see Reset); on failure
    // the message is returned and the stack is clean.
    public string? Finish()
    {
        int arguments = Api.GetTop(_state) - Base - 1;
        LuaStatus status = Api.ProtectedCall(_state, arguments, 1, HandlerSlot);
        return status == LuaStatus.Ok ? null : TakeError();
    }

    public void Reset() => Api.SetTop(_state, Base);

    // Reads the error on top of the stack and clears the stack.
    public string TakeError()
    {
        string message = TopText() ?? "error object is not a string";
        Reset();
        return message;
    }

    // The text on top of the stack, or null when it is neither text nor number.
    public string? TopText()
    {
        LuaType type = Api.Type(_state, -1);
        if (type == LuaType.Number)
        {
            Api.ConvertToText(_state, -1);
        }

        return type is LuaType.String or LuaType.Number ? Encoding.UTF8.GetString(Api.ToText(_state, -1)) : null;
    }

    public bool TopBoolean() => Api.ToBoolean(_state, -1);

    // The traceback that the error handler kept of the last failure; empty when there is none.
    public string TakeTraceback()
    {
        Begin("traceback"u8);
        string text = Finish() is null ? TopText() ?? "" : "";
        Reset();
        return text;
    }

    // Whether a global of this name, one of the three callback slots, is a function. Raw: a script's own metatable on
    // the globals must neither run nor fail here.
    public bool IsFunction(int nameSlot)
    {
        Api.PushValue(_state, nameSlot);
        Api.RawGet(_state, GlobalsSlot);
        bool found = Api.Type(_state, -1) == LuaType.Function;
        Reset();
        return found;
    }

    // What a scenario's script sees besides. Before the script; once.
    public void LoadScenario()
    {
        RunPart("scenario.lua");
        RunPart("scenario_data.lua");
    }

    public void Dispose()
    {
        if (_state != 0)
        {
            // Finalisers of the script run here and may call the owner, so its handle goes last.
            Api.Close(_state);
            _state = 0;
            _owner.Free();
        }
    }

    private void LoadPrelude()
    {
        bool jit = Api.Kind == LuaEngineKind.LuaJit;
        Load("errors.lua");
        Push(jit ? "LuaJIT" : "Lua 5.4");
        if (Api.ProtectedCall(_state, 1, 1, 0) != LuaStatus.Ok)
        {
            throw new InvalidOperationException($"the prelude's error handler failed: {TopText()}");
        }

        Api.PushGlobals(_state);
        Push("request"u8).Push("response"u8).Push("delay"u8);
        Api.PushNil(_state);
        Api.PushNil(_state);
        Api.CreateTable(_state, 32);
        Push("handler"u8);
        Api.PushValue(_state, HandlerSlot);
        Api.RawSet(_state, EntriesSlot);
        if (!jit)
        {
            RunPart("translate54.lua");
            RunPart("compat54.lua");
            RunPart("strings54.lua");
            RunPart("random54.lua");
            RunPart("modules54.lua");
        }

        RunPart("json.lua");
        RunPart("transfer.lua");
        RunPart("wrk.lua");
        RunPart("syntax.lua");
        RunPart("host.lua");
    }

    // Every part is a chunk that gets the table of entries, where parts find each other, and the host's function.
    private void RunPart(string file)
    {
        Load(file);
        Api.PushValue(_state, EntriesSlot);
        Api.PushLightUserData(_state, GCHandle.ToIntPtr(_owner));
        Api.PushClosure(_state, HostCallbacks.EntryOf(Api.Kind), 1);
        if (Api.ProtectedCall(_state, 2, 0, HandlerSlot) != LuaStatus.Ok)
        {
            throw new InvalidOperationException($"the prelude part {file} failed: {TakeError()}");
        }
    }

    private void Load(string file)
    {
        using Stream? stream = typeof(LuaState).Assembly.GetManifestResourceStream("Runner.Scripting.Lua." + file);
        using MemoryStream source = new();
        (stream ?? throw new InvalidOperationException($"the prelude part {file} is not embedded")).CopyTo(source);
        byte[] name = Encoding.UTF8.GetBytes("=(" + file + ")\0");
        if (Api.LoadBuffer(_state, source.GetBuffer().AsSpan(0, (int)source.Length), name) != LuaStatus.Ok)
        {
            throw new InvalidOperationException($"the prelude part {file} does not compile: {TopText()}");
        }
    }
}
