using System;
using System.Collections.Generic;

namespace FastHttp.Tests.Fuzzing;

/// <summary>
/// The smoke of each fuzz target: fixed seeds, a million inputs each in CI, and elsewhere a share of them that makes
/// more than a million together (X85). A failure names its seed and the number of the input, and says the input.
/// </summary>
public sealed class FuzzTests
{
    private const int LongestInput = 64 * 1024;
    private const int InputsInCi = 1_000_000;

    private static readonly Dictionary<string, (Func<FuzzTarget> Create, int Inputs)> s_targets = new()
    {
        ["response head"] = (() => new HeadTarget(), 150_000),
        ["response"] = (() => new ResponseTarget(), 150_000),
        ["chunked body"] = (() => new ChunkedTarget(), 300_000),
        ["uri"] = (() => new UriTarget(), 200_000),
        ["location"] = (() => new LocationTarget(), 50_000),
        ["field names"] = (() => new KnownHeaderTarget(), 200_000),
        ["request fields"] = (() => new RequestFieldTarget(), 150_000),
        ["set-cookie"] = (() => new SetCookieTarget(), 100_000),
        ["arguments"] = (() => new ArgumentsTarget(), 100_000),
        ["connect proxy"] = (() => new ProxyTarget(isSocks: false), 60_000),
        ["socks proxy"] = (() => new ProxyTarget(isSocks: true), 60_000),
    };

    public static TheoryData<string> Targets() => [.. s_targets.Keys];

    [Theory, MemberData(nameof(Targets))]
    public void X85_inputs_at_random(string name)
    {
        (Func<FuzzTarget> create, int inputs) = s_targets[name];
        inputs = Environment.GetEnvironmentVariable("CI") == "true" ? InputsInCi : inputs;
        const int Seed = 85;
        FuzzTarget target = create();
        Mutator mutator = new(Seed, target.Samples, target.Interesting);
        using GuardedMemory memory = new(LongestInput);
        int accepted = 0;
        for (int count = 0; count < inputs; count++)
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
        Assert.InRange(accepted, inputs / 50, inputs - (inputs / 50));
    }

    [Fact]
    public void More_than_a_million_inputs()
    {
        int total = 0;
        foreach ((Func<FuzzTarget> _, int inputs) in s_targets.Values)
        {
            total += inputs;
        }

        Assert.InRange(total, 1_000_000, int.MaxValue);
    }
}
