using System;

namespace Testing.Fuzzing;

/// <summary>
/// Runs a target on inputs that are kept in files. The first byte of a file is the seed of what the target draws, such
/// as where it cuts the input; the others are the input. A search that is guided by coverage can so change the one and
/// keep the other, and a file always does the same. Owned by one thread.
/// </summary>
internal sealed class KeptInputs(FuzzTarget target) : IDisposable
{
    /// <summary>What is longer is cut off.</summary>
    public const int LongestInput = 64 * 1024;

    private readonly GuardedMemory _memory = new(LongestInput);

    /// <summary>Runs a file with its own seed. An empty one says nothing.</summary>
    public bool Run(ReadOnlySpan<byte> file) => !file.IsEmpty && Run(file, file[0]);

    /// <summary>Runs a file with another seed than its own.</summary>
    public bool Run(ReadOnlySpan<byte> file, int seed)
    {
        Mutator mutator = new(seed, target.Samples, target.Interesting);
        ReadOnlySpan<byte> input = file[1..];
        return target.Run(
            _memory.Place(input[..Math.Min(input.Length, LongestInput)], atEnd: !mutator.OneIn(4)), mutator);
    }

    public void Dispose() => _memory.Dispose();
}
