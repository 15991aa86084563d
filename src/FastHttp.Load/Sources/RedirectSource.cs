using System;
using System.Buffers;
using System.Text;
using FastHttp.Transports;

namespace FastHttp.Load.Sources;

// Follows redirects: the request that an answer asks for comes before what the other source has next. A connection
// belongs to one origin, so a redirect to another is counted and left alone. Wraps a source whose requests come one at
// a time; a hop is not reported to it. Lives on the lane's loop. Following allocates, sending the first request does
// not.
internal sealed class RedirectSource : WrappingSource
{
    private readonly RedirectPolicy _policy;
    private readonly string _scheme;
    private readonly UserState[] _users;
    private readonly BatchTraits _keep;
    private long _elsewhere;

    /// <param name="inner">Makes the requests.</param>
    /// <param name="maxRedirects">Redirects to follow for each of them.</param>
    /// <param name="isTls">Whether the target speaks https.</param>
    /// <param name="users">How many users of the lane will ask.</param>
    public RedirectSource(RequestSource inner, int maxRedirects, bool isTls, int users)
        : base(inner)
    {
        _policy = new RedirectPolicy { MaxRedirects = maxRedirects };
        _scheme = isTls ? "https" : "http";
        _keep = new BatchTraits(users);
        _users = new UserState[users];
        for (int user = 0; user < users; user++)
        {
            _users[user] = new UserState();
        }
    }

    public override bool WantsResponses => true;

    public override bool ReadsResponses => true;

    public override bool ReadsBodies => Inner.WantsResponses && Inner.ReadsBodies;

    public override bool IsFixed => false;

    public override long RedirectsElsewhere => _elsewhere;

    public override void Start(TransportLoop loop, long measureFrom)
    {
        base.Start(loop, measureFrom);
        foreach (UserState state in _users)
        {
            state.IsMeasured = false;
        }
    }

    public override bool TryNext(int user, out RequestBatch batch)
    {
        UserState state = _users[user];
        state.IsMeasured = IsMeasuring;
        if (state.IsRedirected)
        {
            state.IsRedirected = false;
            batch = new RequestBatch(state.Request.WrittenSpan, _keep.Keep(user, [state.Traits]));
            return true;
        }

        if (!Inner.TryNext(user, out batch))
        {
            return false;
        }

        state.Followed = 0;
        state.Traits = batch.Traits.Span[0];
        state.Request.ResetWrittenCount();
        state.Request.Write(batch.Bytes);
        return true;
    }

    public override bool OnResponse(int user, FastHttpResponse response)
    {
        UserState state = _users[user];
        if (state.Followed == 0 && Inner.WantsResponses && !Inner.OnResponse(user, response))
        {
            return false;
        }

        if (response.Headers.TryGet(KnownHeader.Location, out ReadOnlySpan<byte> location))
        {
            Follow(state, response.StatusCode, location);
        }

        return true;
    }

    private void Follow(UserState state, int status, ReadOnlySpan<byte> location)
    {
        RequestText request = new(state.Request.WrittenSpan);
        if (UriOf(request) is not { } current)
        {
            return;
        }

        RedirectStep step = _policy.Decide(state.Followed, status, request.Method, current, location);
        if (step.Error != HttpError.None || step.IsOtherOrigin)
        {
            _elsewhere += state.IsMeasured ? 1 : 0;
        }
        else if (step.Next is not null)
        {
            state.Redirect(step, request);
        }
    }

    // RFC 9110 §7.1: the URI of a request is put together from the scheme, the Host field and the target.
    private Uri? UriOf(RequestText request)
    {
        string target = Encoding.Latin1.GetString(request.Target);
        string text = target.StartsWith('/')
            ? $"{_scheme}://{Encoding.Latin1.GetString(request.ValueOf("Host"u8))}{target}"
            : target;
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) ? uri : null;
    }

    // The request that a user has in flight, or that a redirect asks for next.
    private sealed class UserState
    {
        public ArrayBufferWriter<byte> Request { get; private set; } = new(512);

        public RequestTraits Traits { get; set; }

        public int Followed { get; set; }

        // As it was sent.
        public bool IsMeasured { get; set; }

        public bool IsRedirected { get; set; }

        public void Redirect(RedirectStep step, RequestText request)
        {
            // The origin stays the same, and so may every field but those on a body that is not sent again.
            bool isPath = request.Target.StartsWith((byte)'/');
            string target = isPath ? step.Next!.PathAndQuery : step.Next!.GetLeftPart(UriPartial.Query);
            ArrayBufferWriter<byte> next = new(512);
            next.Write(step.BecomesGet ? "GET"u8 : request.Method);
            next.Write(Encoding.ASCII.GetBytes($" {target} HTTP/1.1\r\n"));
            WriteFields(request.Fields, step.BecomesGet, next);
            next.Write("\r\n"u8);
            if (step.BecomesGet)
            {
                Traits = (Traits & RequestTraits.Close) | RequestTraits.Idempotent;
            }
            else
            {
                next.Write(request.Body);
            }

            Request = next;
            Followed++;
            IsRedirected = true;
        }

        private static void WriteFields(ReadOnlySpan<byte> fields, bool dropsBody, ArrayBufferWriter<byte> output)
        {
            ReadOnlySpan<byte> ofBody = "Content-"u8;
            while (!fields.IsEmpty)
            {
                int length = fields.IndexOf("\r\n"u8) + 2;
                bool isOfBody = length > ofBody.Length && Ascii.EqualsIgnoreCase(fields[..ofBody.Length], ofBody);
                if (!dropsBody || !isOfBody)
                {
                    output.Write(fields[..length]);
                }

                fields = fields[length..];
            }
        }
    }
}
