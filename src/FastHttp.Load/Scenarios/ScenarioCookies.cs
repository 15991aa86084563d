using System;
using FastHttp.Load.Planning;
using FastHttp.Load.Sources;

namespace FastHttp.Load.Scenarios;

// The cookies of the users of one lane, each with a jar of its own from its first cookie on. Lane-owned.
internal sealed class ScenarioCookies(RunPlan plan, int users)
{
    private readonly string _host = plan.Target.Host;
    private readonly bool _isTls = plan.Target.IsTls;
    private CookieJar?[] _jars = new CookieJar?[users];
    private byte[] _line = new byte[1024];

    public bool Has(int user) => _jars[user] is { Count: > 0 };

    /// <summary>The cookies that go with a path, as the header has them; empty for none.</summary>
    public ReadOnlySpan<byte> For(int user, ReadOnlySpan<byte> path, DateTimeOffset date)
    {
        CookieJar? jar = _jars[user];
        if (jar is null)
        {
            return default;
        }

        int room = jar.MaxLength();
        if (_line.Length < room)
        {
            _line = new byte[room * 2];
        }

        int query = path.IndexOf((byte)'?');
        return _line.AsSpan(0, jar.Write(query < 0 ? path : path[..query], date, _line));
    }

    /// <summary>Takes what an answer sets.</summary>
    /// <param name="user">Number of the user within the lane.</param>
    /// <param name="response">The answer.</param>
    /// <param name="request">The request that it answers.</param>
    /// <param name="date">When it came.</param>
    public void Take(int user, FastHttpResponse response, ReadOnlySpan<byte> request, DateTimeOffset date)
    {
        foreach (HttpField field in response.Headers)
        {
            if (field.Id == KnownHeader.SetCookie)
            {
                CookieJar jar = _jars[user] ??= new CookieJar(_host, _isTls);
                jar.Take(field.Value, new RequestText(request).Path, date);
            }
        }
    }

    public void Clear(int user) => _jars[user]?.Clear();

    public void Grow(int users) => Array.Resize(ref _jars, users);
}
