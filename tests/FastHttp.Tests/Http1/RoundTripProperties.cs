using System.Collections.Generic;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Testing;
using Testing.Responses;

namespace FastHttp.Tests.Http1;

/// <summary>What is printed is read back as it was: generated responses and requests (X82).</summary>
public class RoundTripProperties
{
    private const string NameBytes = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private static readonly Gen<string> s_name =
        from first in Gen.Elements('X', 'y')
        from rest in Gen.ListOf(Gen.Elements<char>(NameBytes))
        select $"{first}-{string.Concat(rest)}";

    // Any byte but controls, and inner blanks.
    private static readonly Gen<string> s_value =
        from bytes in Gen.ListOf(Gen.OneOf(Gen.Choose(0x20, 0x7E), Gen.Choose(0x80, 0xFF), Gen.Constant(9)))
        select string.Concat(bytes.Select(current => (char)current)).Trim(' ', '\t');

    private static readonly Gen<(string Name, string Value)[]> s_fields =
        from names in Gen.ListOf(s_name)
        from values in Gen.ListOf(s_value, names.Count)
        select names.Zip(values).ToArray();

    private static readonly Gen<string> s_body =
        from bytes in Gen.ListOf(Gen.Choose(0, 255))
        select string.Concat(bytes.Select(current => (char)current));

    private static readonly Gen<Printed> s_response =
        from status in Gen.Choose(200, 999).Where(code => code is not (204 or 304))
        from reason in s_value
        from fields in s_fields
        from trailers in s_fields
        from body in s_body
        from framing in Gen.Choose(0, 2)
        from chunk in Gen.Choose(1, 20)
        from seed in Gen.Choose(0, 1_000_000)
        select Print(status, reason, fields, trailers, body, framing, chunk, seed);

    [Fact]
    public void X82_a_printed_response_is_read_back()
    {
        ReaderDriver driver = new(FastHttpOptions.Default);
        Prop.ForAll(s_response.ToArbitrary(), printed =>
        {
            using FastHttpResponse response = FastHttpResponse.Rent();
            byte[] wire = Encoding.Latin1.GetBytes(printed.Wire);
            WireForm[] forms =
            [
                WireForms.Whole(wire), WireForms.Oversized(wire), WireForms.ByteByByte(wire),
                WireForms.Random(wire, printed.Seed, 30),
            ];
            string expected = printed.Outcome.ToString();
            return forms.All(form =>
                driver.Run(form, RequestTraits.None, printed.ClosesAfter, response)?.ToString() == expected);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(1, 3));
    }

    [Fact]
    public void A_printed_request_says_what_was_set()
    {
        Gen<(string Target, (string Name, string Value)[] Fields, string Body)> requests =
            from target in Gen.ListOf(Gen.Choose(0x21, 0x7E).Where(current => current != '#'))
            from fields in s_fields
            from body in s_body
            select ("/" + string.Concat(target.Select(current => (char)current)), fields, body);
        Prop.ForAll(requests.ToArbitrary(), set =>
        {
            using FastHttpRequest request = FastHttpRequest.Rent();
            request.SetTarget(HttpEndPoint.Http("h"), Encoding.Latin1.GetBytes(set.Target));
            foreach ((string name, string value) in set.Fields)
            {
                request.Headers.Add(Encoding.Latin1.GetBytes(name), Encoding.Latin1.GetBytes(value));
            }

            request.SetBody(Encoding.Latin1.GetBytes(set.Body));
            string lines = string.Concat(set.Fields.Select(field => $"{field.Name}: {field.Value}\r\n"));
            return Encoding.Latin1.GetString(PreparedRequest.Create(request).Bytes.Span)
                == $"GET {set.Target} HTTP/1.1\r\nHost: h\r\n{lines}"
                + $"Content-Length: {set.Body.Length}\r\n\r\n{set.Body}";
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(1, 3));
    }

    private static Printed Print(
        int status,
        string reason,
        (string Name, string Value)[] fields,
        (string Name, string Value)[] trailers,
        string body,
        int framing,
        int chunk,
        int seed)
    {
        List<(string Name, string Value)> sent = [.. fields];
        string content = body;
        if (framing == 0)
        {
            sent.Add(("content-LENGTH", body.Length.ToString()));
        }
        else if (framing == 1)
        {
            sent.Insert(0, ("Transfer-encoding", "Chunked"));
            IEnumerable<string> chunks = body.Chunk(chunk).Select(part => $"{part.Length:x}\r\n{new string(part)}\r\n");
            content = string.Concat(chunks) + "0\r\n" + Lines(trailers) + "\r\n";
        }

        return new Printed(
            $"HTTP/1.1 {status} {reason}\r\n{Lines(sent)}\r\n{content}",
            framing == 2,
            seed,
            new ResponseOutcome
            {
                StatusCode = status,
                Reason = reason,
                Fields = sent,
                Trailers = framing == 1 ? trailers : [],
                Body = body,
                End = framing == 2 ? MessageEnd.Close : MessageEnd.Keep,
            });
    }

    private static string Lines(IEnumerable<(string Name, string Value)> fields) =>
        string.Concat(fields.Select(field => $"{field.Name}:{field.Value}\r\n"));

    private sealed record Printed(string Wire, bool ClosesAfter, int Seed, ResponseOutcome Outcome);
}
