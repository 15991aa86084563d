using System;
using Testing.Fuzzing;

namespace FastHttp.Tests.Fuzzing;

/// <summary>
/// The smoke of each fuzz target: a fixed seed and up to 250,000 inputs (X85); tests/fuzz.sh searches for hours. A
/// failure names the seed and number of the input, and says the input.
/// </summary>
public sealed class FuzzTests
{
    public static TheoryData<string> Targets() => [.. FuzzTargets.ByName.Keys];

    [Theory, MemberData(nameof(Targets))]
    public void X85_inputs_at_random(string name)
    {
        const int Seed = 85;
        FuzzTarget target = FuzzTargets.ByName[name]();
        Mutator mutator = new(Seed, target.Samples, target.Interesting);
        using GuardedMemory memory = new(KeptInputs.LongestInput);
        int accepted = 0;
        for (int count = 0; count < target.RandomInputs; count++)
        {
            ReadOnlySpan<byte> input = mutator.Next();
            try
            {
                accepted += target.Run(memory.Place(input, atEnd: !mutator.OneIn(4)), mutator) ? 1 : 0;
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException(
                    $"{name}, seed {Seed}, input {count}: {failure.Message}\n{Convert.ToHexString(input)}", failure);
            }
        }

        // A target that refuses everything, or accepts everything, agrees with any parser.
        int few = target.RandomInputs / 50;
        Assert.InRange(accepted, few, target.RandomInputs - few);
    }
}
