using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Runner.Options;

namespace Runner.Scripting;

// The way from Lua into C#: one C function per engine, whose upvalue names the HostCalls that answers.
//
// A Lua error is a longjmp or a foreign unwind: it must not cross these frames. So nothing here raises one. What fails
// comes back as (false, message) and the prelude raises it; what throws in C# is caught and comes back the same way.
internal static unsafe class HostCallbacks
{
    // How many arguments the largest call has; no call pushes more than two results.
    private const int StackTop = 8;

    public static delegate* unmanaged<nint, int> EntryOf(LuaEngineKind kind) =>
        kind == LuaEngineKind.LuaJit ? &OnLuaJitCall : &OnLua54Call;

    [UnmanagedCallersOnly]
    private static int OnLuaJitCall(nint state) => Dispatch(LuaApi.LuaJit!, state);

    [UnmanagedCallersOnly]
    private static int OnLua54Call(nint state) => Dispatch(LuaApi.Lua54!, state);

    private static int Dispatch(LuaApi api, nint state)
    {
        try
        {
            HostCalls calls = Unsafe.As<HostCalls>(GCHandle.FromIntPtr(api.UpvaluePointer(state, 1)).Target!);
            api.SetTop(state, StackTop);
            return calls.Answer(api, state, (HostCall)(int)api.ToNumber(state, 1, out _));
        }
#pragma warning disable CA1031 // An exception would cross native frames and end the process without a word.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return Fail(api, state, failure.Message);
        }
    }

    private static int Fail(LuaApi api, nint state, string message)
    {
        api.PushBoolean(state, false);
        api.PushString(state, System.Text.Encoding.UTF8.GetBytes(message));
        return 2;
    }
}
