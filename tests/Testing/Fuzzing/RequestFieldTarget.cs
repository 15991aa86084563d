using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using FastHttp;

namespace Testing.Fuzzing;

/// <summary>
/// Names and values of request fields: accepted are exactly those that stay one field line, and that line is what is
/// sent.
/// </summary>
internal sealed class RequestFieldTarget : FuzzTarget
{
    private const string TokenPunctuation = "!#$%&'*+-.^_`|~";

    public override IReadOnlyList<byte[]> Samples { get; } =
    [
        .. new[] { "X-A: b", "accept: text/html, */*;q=0.1", "x: ", "X-Y:\tz z", "A-b_c: \"q\"", "X-Z: \u00e4" }
            .Select(Encoding.Latin1.GetBytes),
    ];

    public override string Interesting => ":\r\n\t \0\u0001\u007f\u00ff\"(),/;<=>?@[\\]{}azAZ09-_";

    public override bool Run(ReadOnlySpan<byte> input, Mutator mutator)
    {
        int colon = Math.Max(0, input.IndexOf((byte)':'));
        ReadOnlySpan<byte> name = input[..colon];
        ReadOnlySpan<byte> value = colon < input.Length ? input[(colon + 1)..] : default;
        using FastHttpRequest request = FastHttpRequest.Rent();
        request.SetTarget(HttpEndPoint.Http("h"), "/"u8);
        bool isExpected = !name.IsEmpty && Encoding.Latin1.GetString(name).All(IsTokenByte)
            && Encoding.Latin1.GetString(value).All(current => current is '\t' or (>= ' ' and not '\x7F'));
        try
        {
            request.Headers.Add(name, value);
        }
        catch (ArgumentException)
        {
            // Some fields are the library's own, or are refused for what they are.
            Require(!isExpected || IsReserved(name), "refused", input);
            return false;
        }

        Require(isExpected, "accepted", input);
        string sent = Encoding.Latin1.GetString(PreparedRequest.Create(request).Bytes.Span);
        string line = $"{Encoding.Latin1.GetString(name)}: {Encoding.Latin1.GetString(value).Trim(' ', '\t')}\r\n";
        Require(
            sent == $"GET / HTTP/1.1\r\nHost: h\r\n{line}\r\n"
            || name.SequenceEqual("Host"u8) || IsReserved(name),
            $"sent {sent}",
            input);
        return true;
    }

    private static bool IsTokenByte(char current) =>
        char.IsAsciiLetterOrDigit(current) || TokenPunctuation.Contains(current);

    private static bool IsReserved(ReadOnlySpan<byte> name) => Encoding.Latin1.GetString(name).ToLowerInvariant()
        is "host" or "connection" or "content-length" or "transfer-encoding" or "te" or "upgrade" or "trailer"
        or "keep-alive" or "expect" or "proxy-connection";
}
