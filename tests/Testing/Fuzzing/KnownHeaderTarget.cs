using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using FastHttp;
using FastHttp.Http1;

namespace Testing.Fuzzing;

/// <summary>Names of fields: the perfect hash against a walk through the list.</summary>
internal sealed class KnownHeaderTarget : FuzzTarget
{
    private static readonly string[] s_names = KnownHeaders.CanonicalNames.ToArray();

    public override IReadOnlyList<byte[]> Samples { get; } =
    [
        .. s_names.Select(Encoding.ASCII.GetBytes),
        .. s_names.Select(name => Encoding.ASCII.GetBytes(name.ToUpperInvariant())),
        "X-Request-Id"u8.ToArray(),
    ];

    public override string Interesting => "-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ\r\n\0[`{@";

    public override bool Run(ReadOnlySpan<byte> input, Mutator mutator)
    {
        // Half of them as they are, to see that known names are known; the others as they were mutated.
        byte[] name = mutator.OneIn(2) ? Samples[mutator.Below(Samples.Count)] : input.ToArray();
        int length = Math.Min(name.Length, mutator.OneIn(4) ? mutator.Below(40) : name.Length);
        KnownHeader found = KnownHeaders.Identify(name == input ? input : name, length);
        int index = Array.FindIndex(
            s_names,
            known => known.Equals(Encoding.Latin1.GetString(name, 0, length), StringComparison.OrdinalIgnoreCase));
        Require((int)found == index + 1, $"{found}", name);
        return found != KnownHeader.Unknown;
    }
}
