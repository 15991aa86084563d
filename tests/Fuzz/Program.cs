using System;
using System.Runtime.InteropServices;
using SharpFuzz;
using SharpFuzz.Common;
using Testing.Fuzzing;

namespace Fuzz;

/// <summary>
/// One fuzz target in a process of its own, which AFL++ feeds and whose coverage it sees; see <c>tests/fuzz.sh</c>.
/// Outside AFL++ it runs the one input on its stdin, and an exception says what is wrong with it.
/// </summary>
internal static class Program
{
    // SharpFuzz's: a byte for each pair of branches that were taken one after the other.
    private const int MapBytes = 1 << 16;

    private static unsafe int Main(string[] arguments)
    {
        // The instrumented library writes into it from its first line on, before there is AFL's own.
        Trace.SharedMem = (byte*)NativeMemory.AllocZeroed(MapBytes);
        switch (arguments)
        {
            case ["--list"]:
                Console.WriteLine(string.Join('\n', FuzzTargets.ByName.Keys));
                return 0;
            case [string name] when FuzzTargets.ByName.TryGetValue(name, out Func<FuzzTarget>? make):
                Run(make());
                return 0;
            case [string name, "--start", string folder]
                when FuzzTargets.ByName.TryGetValue(name, out Func<FuzzTarget>? make):
                StartingPoint.Write(make(), folder);
                return 0;
            default:
                Console.Error.WriteLine("usage: Fuzz --list | TARGET [--start FOLDER]");
                return 2;
        }
    }

    private static unsafe void Run(FuzzTarget target)
    {
        using KeptInputs inputs = new(target);
        byte[] buffer = new byte[KeptInputs.LongestInput + 1];

        // A process of its own, which is started again: a read outside an input ends it.
        Fuzzer.OutOfProcess.Run(stream =>
        {
            int length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);

            // Else an edge would go from the last step of the input before to the first of this one; and an input that
            // reaches no branch at all would be taken for a program without instrumentation.
            Trace.PrevLocation = 0;
            Trace.SharedMem[0] = 1;
            inputs.Run(buffer.AsSpan(0, length));
        });
    }
}
