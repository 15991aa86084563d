using System;

namespace FastHttp.Load.Scenarios;

// A request of a user, and what came of it. A struct, since each user has one, and one for each request of a batch.
internal struct UserExchange
{
    private static readonly FastHttpResponse s_none = FastHttpResponse.Rent();

    private FastHttpResponse? _response;
    private FastHttpResponse? _copy;

    // As it is asked for now: redirects lead on to others.
    public LoadCall Call;
    public int Followed;

    // Where its bytes are.
    public int Start;
    public int Length;
    public int Row;
    public RequestTraits Traits;

    // In seconds; 0 for that of the run.
    public double Timeout;
    public HttpError Error;
    public TimeSpan Elapsed;

    public readonly FastHttpResponse Response => _response ?? s_none;

    public readonly bool IsRedirected => Error == HttpError.None && Response.StatusCode is >= 300 and <= 399;

    public void Begin(in LoadCall call)
    {
        Call = call;
        Followed = 0;
        Elapsed = TimeSpan.Zero;
        Error = HttpError.None;
        _response = null;
    }

    public void TakeResponse(FastHttpResponse response, TimeSpan elapsed)
    {
        Error = HttpError.None;
        Elapsed += elapsed;
        _response = response;
    }

    // What is read becomes the next answer's as soon as that comes; a batch keeps them all.
    public void TakeCopy(FastHttpResponse response, TimeSpan elapsed)
    {
        _copy ??= FastHttpResponse.Rent();
        response.CopyTo(_copy);
        TakeResponse(_copy, elapsed);
    }

    public void TakeFailure(HttpError error, TimeSpan elapsed)
    {
        Error = error;
        Elapsed += elapsed;
        _response = null;
    }

    // Says what it was, for people who look at what did not hold.
    public readonly string Describe() => UserText.Of(in Call, Error, Response);
}
