using System;

namespace Bench.Comparison;

/// <summary>What one run of a child process cost.</summary>
/// <param name="ExitCode">Its exit code; 128 and the signal if one ended it.</param>
/// <param name="Output">What it wrote to stdout and stderr.</param>
/// <param name="User">CPU time in user mode, of it and of the children it waited for.</param>
/// <param name="System">CPU time in the kernel.</param>
/// <param name="PeakBytes">The most memory that was resident.</param>
internal sealed record MeasuredRun(int ExitCode, string Output, TimeSpan User, TimeSpan System, long PeakBytes);
