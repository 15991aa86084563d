using System;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Testing.Fuzzing;

/// <summary>
/// Memory between two pages that may not be touched: a byte read before an input, or after it, ends the
/// process. Owned by one thread.
/// </summary>
internal sealed partial class GuardedMemory : IDisposable
{
    private const int ProtectNone = 0;
    private const int ProtectReadWrite = 3;
    private const int MapPrivateAnonymous = 0x22;

    private readonly int _page = Environment.SystemPageSize;
    private readonly int _capacity;
    private readonly nint _address;

    /// <param name="capacity">The longest input.</param>
    public GuardedMemory(int capacity)
    {
        _capacity = (capacity + _page - 1) / _page * _page;
        _address = Map(0, _capacity + (2 * _page), ProtectNone, MapPrivateAnonymous, -1, 0);
        if (_address == -1 || Protect(_address + _page, _capacity, ProtectReadWrite) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>A copy that ends where the memory ends, or starts where it starts.</summary>
    public unsafe ReadOnlySpan<byte> Place(ReadOnlySpan<byte> input, bool atEnd)
    {
        byte* start = (byte*)_address + _page + (atEnd ? _capacity - input.Length : 0);
        Span<byte> place = new(start, input.Length);
        input.CopyTo(place);
        return place;
    }

    public void Dispose() => _ = Unmap(_address, _capacity + (2 * _page));

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(nint address, nint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(nint address, nint length);
}
