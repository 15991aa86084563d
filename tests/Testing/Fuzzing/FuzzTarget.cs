using System;
using System.Collections.Generic;

namespace Testing.Fuzzing;

/// <summary>
/// One parser under inputs at random, or under those of a search that is guided by coverage. A target reads the input,
/// and reads what was accepted once more, slowly and by itself; it throws when the two disagree. Any other exception is
/// a finding as well.
/// </summary>
internal abstract class FuzzTarget
{
    /// <summary>What the inputs are made of.</summary>
    public abstract IReadOnlyList<byte[]> Samples { get; }

    /// <summary>Bytes that mean something to this parser.</summary>
    public virtual string Interesting => "\r\n\t :;,0123456789abcfx\0\u0001\u007f\u00ff\"-+HTP/.1";

    /// <summary>How many inputs at random a run of the tests has: fewer where one takes long.</summary>
    public virtual int RandomInputs => 250_000;

    /// <summary>
    /// Reads one input. The span lies between pages that may not be touched.
    /// </summary>
    /// <param name="input">The bytes.</param>
    /// <param name="mutator">For further draws, such as how the input is split.</param>
    /// <returns>Whether it was accepted.</returns>
    public abstract bool Run(ReadOnlySpan<byte> input, Mutator mutator);

    /// <summary>The disagreement, with the input in it.</summary>
    protected static void Require(bool holds, string what, ReadOnlySpan<byte> input)
    {
        if (!holds)
        {
            string text = System.Text.Encoding.Latin1.GetString(input);
            throw new InvalidOperationException($"{what}: \"{text.ReplaceLineEndings("\\n")}\"");
        }
    }
}
