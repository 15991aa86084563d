using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastHttp.Transports.OpenSsl;

/// <summary>
/// What OpenSSL reads from and writes to during one call: records of the peer, which stay in the memory of the
/// receiver, and room for records that are to be sent. One for each loop, shared by its connections: between two
/// calls it holds nothing. The callbacks copy bytes and do nothing else, so no code of ours runs inside OpenSSL.
/// Loop thread only.
/// </summary>
internal sealed unsafe class RecordPort
{
    /// <summary>What is encrypted by one call at most: four full records.</summary>
    public const int MaxPlainBytes = 4 * 16 * 1024;

    /// <summary>Room for decrypted bytes: what a receive brings, and a record that it has ended.</summary>
    public const int PlainBytes = 36 * 1024;

    // Four records, what each of them adds, and an alert or a key update.
    private const int OutputBytes = MaxPlainBytes + (8 * 1024);

    private readonly byte[] _memory =
        GC.AllocateUninitializedArray<byte>(sizeof(State) + OutputBytes + PlainBytes, pinned: true);

    private readonly State* _state;

    private RecordPort()
    {
        byte* memory = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory));
        _state = (State*)memory;
        *_state = new State { Output = memory + sizeof(State) };
        Plain = _state->Output + OutputBytes;
    }

    /// <summary>Where records are decrypted to.</summary>
    public byte* Plain { get; }

    /// <summary>The records that wait to be sent.</summary>
    public ReadOnlySpan<byte> Output => new(_state->Output, _state->OutputCount);

    public bool HasOutput => _state->OutputCount != 0;

    /// <summary>Closed connections, to be used again.</summary>
    public Stack<OpenSslConnection> Retired { get; } = new();

    /// <summary>The port of a loop, made on first use.</summary>
    public static RecordPort Of(TransportLoop loop) => (RecordPort)(loop.TlsPort ??= new RecordPort());

    /// <summary>Makes a BIO that uses this port.</summary>
    public nint NewBio()
    {
        nint bio = LibSsl.NewBio(OpenSslLibrary.BioMethod);
        if (bio != 0)
        {
            // Whenever a callback fails, that is for the lack of bytes or room, so the flags never change.
            LibSsl.SetBioFlags(bio, LibSsl.BioRetryFlags);
            LibSsl.SetBioData(bio, _state);
        }

        return bio;
    }

    public int ShakeHands(nint ssl, ref RecordInput input)
    {
        Enter(input);
        int result = LibSsl.ShakeHands(ssl);
        input = Leave();
        return result;
    }

    public int Read(nint ssl, byte* buffer, int length, ref RecordInput input)
    {
        Enter(input);
        int result = LibSsl.Read(ssl, buffer, length);
        input = Leave();
        return result;
    }

    public int Write(nint ssl, byte* data, int length)
    {
        Debug.Assert(!HasOutput, "What was written before has been sent.");
        return LibSsl.Write(ssl, data, length);
    }

    public void ClearOutput() => _state->OutputCount = 0;

    /// <summary>BIO callback: gives bytes of the peer.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int OnRead(nint bio, byte* buffer, int length)
    {
        State* state = (State*)LibSsl.BioDataOf(bio);
        int count = Math.Min(length, state->Input.Left);
        if (count <= 0)
        {
            return -1;
        }

        Unsafe.CopyBlockUnaligned(buffer, state->Input.Start, (uint)count);
        state->Input = state->Input.After(count);
        return count;
    }

    /// <summary>BIO callback: takes bytes that are to be sent.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int OnWrite(nint bio, byte* data, int length)
    {
        State* state = (State*)LibSsl.BioDataOf(bio);
        int count = Math.Min(length, OutputBytes - state->OutputCount);
        if (count <= 0)
        {
            return -1;
        }

        Unsafe.CopyBlockUnaligned(state->Output + state->OutputCount, data, (uint)count);
        state->OutputCount += count;
        return count;
    }

    /// <summary>BIO callback: there is nothing to control but flushing, which is done when the call returns.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static nint OnControl(nint bio, int command, nint number, nint pointer) =>
        command == LibSsl.BioFlush ? 1 : 0;

    private void Enter(in RecordInput input) => _state->Input = input;

    private RecordInput Leave()
    {
        RecordInput rest = _state->Input;
        _state->Input = default;
        return rest;
    }

    private struct State
    {
        public RecordInput Input;
        public byte* Output;
        public int OutputCount;
    }
}
