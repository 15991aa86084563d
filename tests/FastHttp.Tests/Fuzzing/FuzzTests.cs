using System;
using System.Collections.Generic;

namespace FastHttp.Tests.Fuzzing;

/// <summary>
/// The smoke of each fuzz target: a fixed seed and a million inputs (X85). A failure names the seed and the number of
/// the input, and says the input.
/// </summary>
public sealed class FuzzTests
{
    private const int LongestInput = 64 * 1024;
    private const int Inputs = 1_000_000;

    private static readonly Dictionary<string, Func<FuzzTarget>> s_targets = new()
    {
        ["response head"] = () => new HeadTarget(),
        ["response"] = () => new ResponseTarget(),
        ["chunked body"] = () => new ChunkedTarget(),
        ["uri"] = () => new UriTarget(),
        ["location"] = () => new LocationTarget(),
        ["field names"] = () => new KnownHeaderTarget(),
        ["request fields"] = () => new RequestFieldTarget(),
        ["set-cookie"] = () => new SetCookieTarget(),
        ["arguments"] = () => new ArgumentsTarget(),
        ["connect proxy"] = () => new ProxyTarget(isSocks: false),
        ["socks proxy"] = () => new ProxyTarget(isSocks: true),
    };

    public static TheoryData<string> Targets() => [.. s_targets.Keys];

    [Theory, MemberData(nameof(Targets))]
    public void X85_inputs_at_random(string name)
    {
        const int Seed = 85;
        FuzzTarget target = s_targets[name]();
        Mutator mutator = new(Seed, target.Samples, target.Interesting);
        using GuardedMemory memory = new(LongestInput);
        int accepted = 0;
        for (int count = 0; count < Inputs; count++)
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

        // Who refuses everything, or accepts everything, agrees with anybody.
        Assert.InRange(accepted, Inputs / 50, Inputs - (Inputs / 50));
    }
}
