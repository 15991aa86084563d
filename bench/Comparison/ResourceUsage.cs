using System;
using System.Runtime.InteropServices;

namespace Bench.Comparison;

/// <summary>
/// struct rusage of 64-bit Linux, getrusage(2): the two times; the fourteen counters behind them are not read.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 144)]
internal readonly struct ResourceUsage
{
    private readonly long _userSeconds;
    private readonly long _userMicroseconds;
    private readonly long _systemSeconds;
    private readonly long _systemMicroseconds;

    public TimeSpan User => TimeSpan.FromMicroseconds((_userSeconds * 1_000_000) + _userMicroseconds);

    public TimeSpan System => TimeSpan.FromMicroseconds((_systemSeconds * 1_000_000) + _systemMicroseconds);
}
