using System;
using FastHttp.Load.Gates;
using FastHttp.Load.Recording;
using FastHttp.Transports;

namespace FastHttp.Load.Sources;

// Looks at the body of every answer that a source gets, and counts those that are not as expected. An answer whose
// status is already wrong is counted by that. Wraps any source; lives on the lane's loop; allocates for the first body
// that is wrong, for bodies that are longer than all before, and to decode one that came coded.
internal sealed class CheckedSource(RequestSource inner, GatePlan gates, int users) : WrappingSource(inner)
{
    private const int LargestBody = 64 * 1024 * 1024;

    private readonly BodyCheck _check = gates.ExpectedBody!.CreateCheck();
    private bool[] _isMeasured = new bool[users];
    private long _unexpected;
    private string? _sample;

    public override bool WantsResponses => true;

    // The head says how the body is coded.
    public override bool ReadsResponses => true;

    public override bool ReadsBodies => true;

    public override long UnexpectedBodies => _unexpected;

    public override string? UnexpectedSample => _sample;

    public override void Start(TransportLoop loop, long measureFrom)
    {
        base.Start(loop, measureFrom);
        Array.Clear(_isMeasured);
    }

    public override bool TryNext(int user, out RequestBatch batch)
    {
        if (user >= _isMeasured.Length)
        {
            Array.Resize(ref _isMeasured, Math.Max(user + 1, _isMeasured.Length * 2));
        }

        _isMeasured[user] = IsMeasuring;
        return Inner.TryNext(user, out batch);
    }

    public override bool OnResponse(int user, FastHttpResponse response)
    {
        // The other source looks at what came; a body is expected as it was before it was coded.
        if (Inner.WantsResponses && !Inner.OnResponse(user, response))
        {
            return false;
        }

        int status = response.StatusCode;
        bool isChecked = _isMeasured[user] && gates.Expects(status) && !gates.IsFollowed(status);
        if (isChecked && !IsMetBy(response))
        {
            _unexpected++;
            _sample ??= Describe(response);
        }

        return true;
    }

    // One that cannot be decoded is looked at as it is, and will not be as expected.
    private bool IsMetBy(FastHttpResponse response)
    {
        _ = response.DecodeBodyNoThrow(LargestBody);
        return _check.IsMetBy(response.BodySpan);
    }

    private static string Describe(FastHttpResponse response)
    {
        ReadOnlySpan<byte> body = response.BodySpan;
        return $"{response.StatusCode} with {body.Length} bytes: {SampleText.Excerpt(body)}";
    }
}
