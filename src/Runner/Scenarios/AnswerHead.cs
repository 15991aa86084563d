using System;
using System.Buffers;
using System.Text;
using FastHttp;
using FastHttp.Load.Sources;

namespace Runner.Scenarios;

// The heads of answers as scripts take them, and what they do to the cookies of a user. Lives on the lane's loop;
// allocates only where a cookie is set.
internal sealed class AnswerHead(string host, bool isTls, bool keepsCookies)
{
    private readonly ArrayBufferWriter<byte> _lines = new(1024);
    private byte[] _cookies = new byte[1024];

    /// <summary>Reads the fields of an answer.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="request">What it is the answer to.</param>
    /// <param name="jar">The user's cookies, made when there is the first.</param>
    /// <returns>The fields, a line each; valid until the next call.</returns>
    public ReadOnlySpan<byte> Read(FastHttpResponse response, ReadOnlySpan<byte> request, ref CookieJar? jar)
    {
        _lines.ResetWrittenCount();
        foreach (HttpField field in response.Headers)
        {
            ReadOnlySpan<byte> name = field.Name;
            ReadOnlySpan<byte> value = field.Value;
            Span<byte> line = _lines.GetSpan(name.Length + value.Length + 2);
            name.CopyTo(line);
            line[name.Length] = (byte)':';
            value.CopyTo(line[(name.Length + 1)..]);
            line[name.Length + value.Length + 1] = (byte)'\n';
            _lines.Advance(name.Length + value.Length + 2);
            if (keepsCookies && name.Length == "Set-Cookie".Length && Ascii.EqualsIgnoreCase(name, "Set-Cookie"u8))
            {
                jar ??= new CookieJar(host, isTls);
                jar.Take(value, new RequestText(request).Path, DateTimeOffset.UtcNow);
            }
        }

        return _lines.WrittenSpan;
    }

    /// <summary>The cookies that go with a request, as the header has them; empty for none.</summary>
    public ReadOnlySpan<byte> CookiesFor(CookieJar? jar, ReadOnlySpan<byte> path)
    {
        if (jar is null)
        {
            return default;
        }

        int room = jar.MaxLength();
        if (_cookies.Length < room)
        {
            _cookies = new byte[room * 2];
        }

        int query = path.IndexOf((byte)'?');
        return _cookies.AsSpan(0, jar.Write(query < 0 ? path : path[..query], DateTimeOffset.UtcNow, _cookies));
    }
}
