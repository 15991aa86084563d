using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using FastHttp;

namespace Testing.Fuzzing;

/// <summary>Encoded queries and forms, against a reading by text; and what is written is read back the same.</summary>
internal sealed partial class ArgumentsTarget : FuzzTarget
{
    private readonly HttpArguments _arguments = new();

    public override IReadOnlyList<byte[]> Samples { get; } =
    [
        .. new[] { "a=1&b=x+y%26z&n=-5", "a&&=v&", "%C3%A9=%E2%82%AC", "a=%zz&b=%4&c=%", "", "q=a%20b&q=%2B" }
            .Select(Encoding.ASCII.GetBytes),
    ];

    public override string Interesting => "&=+%0123456789abcdefABCDEFgz \0\u00ff";

    public override bool Run(ReadOnlySpan<byte> input, Mutator mutator)
    {
        _arguments.Clear();
        _arguments.Parse(input);
        (string Name, string Value)[] expected = Read(Encoding.Latin1.GetString(input));
        Require(Pairs().SequenceEqual(expected), "other pairs", input);
        byte[] written = Encoding.ASCII.GetBytes(_arguments.ToString());
        Require(!written.AsSpan().ContainsAnyExceptInRange((byte)'!', (byte)'~'), "written as it is", input);
        _arguments.Clear();
        _arguments.Parse(written);
        Require(Pairs().SequenceEqual(expected), "other pairs when read back", input);

        // Nothing is an error; half of them say something.
        return expected.Length > 1;
    }

    private IEnumerable<(string Name, string Value)> Pairs()
    {
        for (int index = 0; index < _arguments.Count; index++)
        {
            yield return (
                Encoding.Latin1.GetString(_arguments.Name(index)), Encoding.Latin1.GetString(_arguments.Value(index)));
        }
    }

    private static (string Name, string Value)[] Read(string text) =>
    [
        .. text.Split('&').Where(pair => pair.Length > 0).Select(pair => pair.Split('=', 2))
            .Select(pair => (Decode(pair[0]), Decode(pair.Length > 1 ? pair[1] : ""))),
    ];

    private static string Decode(string text) => Escape().Replace(
        text.Replace('+', ' '), match => $"{(char)Convert.ToInt32(match.Groups[1].Value, 16)}");

    [GeneratedRegex("%([0-9a-fA-F]{2})")]
    private static partial Regex Escape();
}
