using System;
using System.Runtime.InteropServices;
using Runner.Options;

namespace Runner.Scripting;

// The C functions of one Lua library, bound by name. Immutable and shared by every state and thread of the process.
// Two libraries, one shape: where LuaJIT (5.1) and Lua 5.4 differ (registry index, pcall, globals, user data), the
// difference ends in this file.
//
// Calls that cannot collect garbage, call back or take long skip the runtime's GC transition; the others must not:
// a collector step may run a script's finaliser, which may call HostCallbacks. Nothing here may be called in a way that
// raises a Lua error outside pcall: there is no frame that could catch it (memory exhaustion is the one exception, and
// it ends the process, as it does in any C host).
internal sealed unsafe class LuaApi
{
    private const int LuaJitRegistry = -10000;
    private const int LuaJitGlobals = -10002;
    private const int Lua54Registry = -1001000;
    private const int Lua54GlobalsSlot = 2;

    private static readonly string[] s_luaJitNames =
        ["libluajit-5.1.so.2", "libluajit-5.1.so", "libluajit-5.1.2.dylib", "lua51.dll"];

    private static readonly Lazy<LuaApi?> s_luaJit = new(OpenLuaJit);
    private static readonly Lazy<LuaApi?> s_lua54 = new(OpenLua54);

    private readonly nint _library;
    private readonly int _registry;
    private readonly delegate* unmanaged<nint, int, int, int, int> _pcall;
    private readonly delegate* unmanaged<nint, int, int, int, nint, nint, int> _pcallk;
    private readonly delegate* unmanaged<nint, int, int> _resume;
    private readonly delegate* unmanaged<nint, nint, int, int*, int> _resume54;
    private readonly delegate* unmanaged<nint> _newState;
    private readonly delegate* unmanaged<nint, void> _close;
    private readonly delegate* unmanaged<nint, void> _openLibs;
    private readonly delegate* unmanaged<nint, byte*, nuint, byte*, byte*, int> _loadBuffer;
    private readonly delegate* unmanaged<nint, byte*, nuint, void> _pushString;
    private readonly delegate* unmanaged<nint, int, int, void> _createTable;
    private readonly delegate* unmanaged<nint, nint, int, void> _pushClosure;
    private readonly delegate* unmanaged<nint, nuint, nint> _newUserData;
    private readonly delegate* unmanaged<nint, nuint, int, nint> _newUserData54;
    private readonly delegate* unmanaged<nint, int, void> _rawSet;
    private readonly delegate* unmanaged<nint, int, nuint*, byte*> _toStringConverting;
    private readonly delegate* unmanaged[SuppressGCTransition]<nint, int, nuint*, byte*> _toString;
    private readonly delegate* unmanaged[SuppressGCTransition]<nint, int, int*, double> _toNumber;
    private readonly delegate* unmanaged[SuppressGCTransition]<nint, int, int> _toBoolean;
    private readonly delegate* unmanaged[SuppressGCTransition]<nint, int, nint> _toUserData;
    private readonly delegate* unmanaged[SuppressGCTransition]<nint, int, nint> _toThread;
    private readonly delegate* unmanaged[SuppressGCTransition]<nint, int, int> _type;
    private readonly delegate* unmanaged[SuppressGCTransition]<nint, int> _getTop;
    private readonly delegate* unmanaged[SuppressGCTransition]<nint, int, void> _setTop;
    private readonly delegate* unmanaged[SuppressGCTransition]<nint, int, void> _pushValue;
    private readonly delegate* unmanaged[SuppressGCTransition]<nint, double, void> _pushNumber;
    private readonly delegate* unmanaged[SuppressGCTransition]<nint, int, void> _pushBoolean;
    private readonly delegate* unmanaged[SuppressGCTransition]<nint, void> _pushNil;
    private readonly delegate* unmanaged[SuppressGCTransition]<nint, nint, void> _pushLightUserData;
    private readonly delegate* unmanaged[SuppressGCTransition]<nint, int, void> _rawGet;
    private readonly delegate* unmanaged[SuppressGCTransition]<nint, int, nint, void> _rawGetIndex;
    private readonly delegate* unmanaged[SuppressGCTransition]<nint, int, int, void> _copy;
    private readonly delegate* unmanaged[SuppressGCTransition]<nint, int, int, int> _rawEqual;

    private LuaApi(LuaEngineKind kind, nint library)
    {
        _library = library;
        Kind = kind;
        bool jit = kind == LuaEngineKind.LuaJit;
        _registry = jit ? LuaJitRegistry : Lua54Registry;
        _pcall = jit ? (delegate* unmanaged<nint, int, int, int, int>)Export("lua_pcall") : null;
        _pcallk = jit ? null : (delegate* unmanaged<nint, int, int, int, nint, nint, int>)Export("lua_pcallk");
        _newUserData = jit ? (delegate* unmanaged<nint, nuint, nint>)Export("lua_newuserdata") : null;
        _newUserData54 = jit ? null : (delegate* unmanaged<nint, nuint, int, nint>)Export("lua_newuserdatauv");
        _resume = jit ? (delegate* unmanaged<nint, int, int>)Export("lua_resume") : null;
        _resume54 = jit ? null : (delegate* unmanaged<nint, nint, int, int*, int>)Export("lua_resume");
        _newState = (delegate* unmanaged<nint>)Export("luaL_newstate");
        _close = (delegate* unmanaged<nint, void>)Export("lua_close");
        _openLibs = (delegate* unmanaged<nint, void>)Export("luaL_openlibs");
        _loadBuffer = (delegate* unmanaged<nint, byte*, nuint, byte*, byte*, int>)Export("luaL_loadbufferx");
        _pushString = (delegate* unmanaged<nint, byte*, nuint, void>)Export("lua_pushlstring");
        _createTable = (delegate* unmanaged<nint, int, int, void>)Export("lua_createtable");
        _pushClosure = (delegate* unmanaged<nint, nint, int, void>)Export("lua_pushcclosure");
        _rawSet = (delegate* unmanaged<nint, int, void>)Export("lua_rawset");
        nint toString = Export("lua_tolstring");
        _toStringConverting = (delegate* unmanaged<nint, int, nuint*, byte*>)toString;
        _toString = (delegate* unmanaged[SuppressGCTransition]<nint, int, nuint*, byte*>)toString;
        _toNumber = (delegate* unmanaged[SuppressGCTransition]<nint, int, int*, double>)Export("lua_tonumberx");
        _toBoolean = (delegate* unmanaged[SuppressGCTransition]<nint, int, int>)Export("lua_toboolean");
        _toUserData = (delegate* unmanaged[SuppressGCTransition]<nint, int, nint>)Export("lua_touserdata");
        _toThread = (delegate* unmanaged[SuppressGCTransition]<nint, int, nint>)Export("lua_tothread");
        _type = (delegate* unmanaged[SuppressGCTransition]<nint, int, int>)Export("lua_type");
        _getTop = (delegate* unmanaged[SuppressGCTransition]<nint, int>)Export("lua_gettop");
        _setTop = (delegate* unmanaged[SuppressGCTransition]<nint, int, void>)Export("lua_settop");
        _pushValue = (delegate* unmanaged[SuppressGCTransition]<nint, int, void>)Export("lua_pushvalue");
        _pushNumber = (delegate* unmanaged[SuppressGCTransition]<nint, double, void>)Export("lua_pushnumber");
        _pushBoolean = (delegate* unmanaged[SuppressGCTransition]<nint, int, void>)Export("lua_pushboolean");
        _pushNil = (delegate* unmanaged[SuppressGCTransition]<nint, void>)Export("lua_pushnil");
        _pushLightUserData =
            (delegate* unmanaged[SuppressGCTransition]<nint, nint, void>)Export("lua_pushlightuserdata");
        _rawGet = (delegate* unmanaged[SuppressGCTransition]<nint, int, void>)Export("lua_rawget");
        _rawGetIndex = (delegate* unmanaged[SuppressGCTransition]<nint, int, nint, void>)Export("lua_rawgeti");
        _copy = (delegate* unmanaged[SuppressGCTransition]<nint, int, int, void>)Export("lua_copy");
        _rawEqual = (delegate* unmanaged[SuppressGCTransition]<nint, int, int, int>)Export("lua_rawequal");
    }

    // LuaJIT where the system has it, else null. Found once per process.
    public static LuaApi? LuaJit => s_luaJit.Value;

    // Lua 5.4 as packed with the program (KeraLua's native library), else null.
    public static LuaApi? Lua54 => s_lua54.Value;

    public LuaEngineKind Kind { get; }

    public nint NewState() => _newState();

    public void Close(nint state) => _close(state);

    public void OpenLibs(nint state) => _openLibs(state);

    public LuaStatus LoadBuffer(nint state, ReadOnlySpan<byte> chunk, ReadOnlySpan<byte> nameZ)
    {
        fixed (byte* bytes = chunk)
        fixed (byte* name = nameZ)
        {
            byte none = 0;
            return (LuaStatus)_loadBuffer(state, bytes is null ? &none : bytes, (nuint)chunk.Length, name, null);
        }
    }

    public LuaStatus ProtectedCall(nint state, int arguments, int results, int handler) => _pcall is not null
        ? (LuaStatus)_pcall(state, arguments, results, handler)
        : (LuaStatus)_pcallk(state, arguments, results, handler, 0, 0);

    // Runs a coroutine on until it yields, ends or fails. Its arguments are on its own stack, alone but for the
    // function of one that has not begun; what it yields is there afterwards, from index 1 on.
    public LuaStatus Resume(nint thread, nint from, int arguments)
    {
        int results;
        return (LuaStatus)(_resume is not null
            ? _resume(thread, arguments)
            : _resume54(thread, from, arguments, &results));
    }

    // The coroutine at an index, 0 when it is something else.
    public nint ToThread(nint state, int index) => _toThread(state, index);

    public void PushString(nint state, ReadOnlySpan<byte> text)
    {
        fixed (byte* bytes = text)
        {
            byte none = 0;
            _pushString(state, bytes is null ? &none : bytes, (nuint)text.Length);
        }
    }

    // The bytes belong to Lua and live as long as the value stays reachable. Empty for what is not a string.
    public ReadOnlySpan<byte> ToText(nint state, int index)
    {
        if (Type(state, index) != LuaType.String)
        {
            return [];
        }

        nuint length;
        byte* bytes = _toString(state, index, &length);
        return new ReadOnlySpan<byte>(bytes, checked((int)length));
    }

    // Turns a number on the stack into its text, in place; may collect garbage, hence the full transition.
    public void ConvertToText(nint state, int index) => _ = _toStringConverting(state, index, null);

    public double ToNumber(nint state, int index, out bool isNumber)
    {
        int ok;
        double value = _toNumber(state, index, &ok);
        isNumber = ok != 0;
        return value;
    }

    public void PushClosure(nint state, delegate* unmanaged<nint, int> function, int upvalues) =>
        _pushClosure(state, (nint)function, upvalues);

    public void NewUserData(nint state, int length) =>
        _ = _newUserData is not null ? _newUserData(state, (nuint)length) : _newUserData54(state, (nuint)length, 0);

    public void PushGlobals(nint state)
    {
        if (Kind == LuaEngineKind.LuaJit)
        {
            _pushValue(state, LuaJitGlobals);
        }
        else
        {
            _rawGetIndex(state, _registry, Lua54GlobalsSlot);
        }
    }

    // Upvalues of the running C function sit right below the lowest pseudo index.
    public nint UpvaluePointer(nint state, int position) =>
        _toUserData(state, (Kind == LuaEngineKind.LuaJit ? LuaJitGlobals : Lua54Registry) - position);

    public bool ToBoolean(nint state, int index) => _toBoolean(state, index) != 0;

    public LuaType Type(nint state, int index) => (LuaType)_type(state, index);

    public int GetTop(nint state) => _getTop(state);

    public void SetTop(nint state, int index) => _setTop(state, index);

    public void PushValue(nint state, int index) => _pushValue(state, index);

    public void PushNumber(nint state, double value) => _pushNumber(state, value);

    public void PushBoolean(nint state, bool value) => _pushBoolean(state, value ? 1 : 0);

    public void PushNil(nint state) => _pushNil(state);

    public void PushLightUserData(nint state, nint value) => _pushLightUserData(state, value);

    public void CreateTable(nint state, int fields) => _createTable(state, 0, fields);

    public void RawGet(nint state, int index) => _rawGet(state, index);

    public void RawSet(nint state, int index) => _rawSet(state, index);

    public void Copy(nint state, int from, int to) => _copy(state, from, to);

    public bool RawEqual(nint state, int left, int right) => _rawEqual(state, left, right) != 0;

    // Whether both are the same string object: same address and length.
    public bool IsSameText(nint state, int left, int right)
    {
        ReadOnlySpan<byte> a = ToText(state, left);
        ReadOnlySpan<byte> b = ToText(state, right);
        return a == b && !a.IsEmpty;
    }

    private static LuaApi? OpenLuaJit()
    {
        foreach (string name in s_luaJitNames)
        {
            if (NativeLibrary.TryLoad(name, out nint library))
            {
                return TryBind(LuaEngineKind.LuaJit, library);
            }
        }

        return null;
    }

    private static LuaApi? OpenLua54() =>
        NativeLibrary.TryLoad("lua54", typeof(LuaApi).Assembly, null, out nint library)
            ? TryBind(LuaEngineKind.Lua54, library)
            : null;

    // A library that lacks a function (LuaJIT before 2.1 has no lua_copy) is as good as none.
    private static LuaApi? TryBind(LuaEngineKind kind, nint library)
    {
        try
        {
            return new LuaApi(kind, library);
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    private nint Export(string name) => NativeLibrary.GetExport(_library, name);
}

// Results of lua_pcall and luaL_loadbufferx; both engines number them alike.
internal enum LuaStatus
{
    Ok = 0,
    Yield = 1,
    RuntimeError = 2,
    SyntaxError = 3,
    MemoryError = 4,
    HandlerError = 5,
}

// Type tags of the Lua C API that this folder looks at; both engines number them alike.
internal enum LuaType
{
    None = -1,
    Nil = 0,
    Boolean = 1,
    LightUserData = 2,
    Number = 3,
    String = 4,
    Table = 5,
    Function = 6,
    UserData = 7,
}
