using System.Linq;
using System.Text;
using FastHttp;
using FastHttp.Load.Sources;

namespace Load.Tests.Sources;

/// <summary>What is sent again of a batch.</summary>
public sealed class ResendingTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_last_requests_of_a_users_batch_are_kept_when_users_join_later(bool isComputed)
    {
        using ResendingSource source = new(new NumberedSource { IsMade = isComputed }, users: 1);
        int[] users = [0, 1, 9, 3];
        foreach (int user in users)
        {
            Assert.True(source.TryNext(user, out _));
        }

        Assert.True(source.TryKeepRest(0, 3));
        Assert.True(source.TryKeepRest(1, 2));
        Assert.True(source.TryKeepRest(9, 1));
        Assert.False(source.TryKeepRest(3, 4));
        Assert.Equal("/0.0 /0.1 /0.2", RestOf(source, 0));
        Assert.Equal("/1.1 /1.2", RestOf(source, 1));
        Assert.Equal("/9.2", RestOf(source, 9));

        // What was left of what is left.
        if (isComputed)
        {
            Assert.True(source.TryKeepRest(1, 1));
            Assert.Equal("/1.2", RestOf(source, 1));
        }
    }

    [Fact]
    public void A_source_that_has_ended_keeps_nothing()
    {
        using ResendingSource source = new(new NumberedSource { HasEnded = true }, users: 1);

        Assert.False(source.TryNext(0, out RequestBatch batch));
        Assert.Equal(0, batch.Traits.Length);
        Assert.False(source.TryKeepRest(0, 0));
    }

    private static string RestOf(ResendingSource source, int user)
    {
        RequestBatch rest = source.RestOf(user);
        string text = Encoding.ASCII.GetString(rest.Bytes);
        string[] targets = [.. text.Split("\r\n\r\n")[..^1].Select(head => head.Split(' ')[1])];
        Assert.Equal(targets.Length, rest.Traits.Length);
        return string.Join(' ', targets);
    }

    // Three requests with the numbers of the user and of the request.
    private sealed class NumberedSource : RequestSource
    {
        public bool IsMade { get; init; }

        public bool HasEnded { get; init; }

        public override bool IsComputed => IsMade;

        public override bool TryNext(int user, out RequestBatch batch)
        {
            batch = HasEnded ? default : new RequestBatch(
                Encoding.ASCII.GetBytes(string.Concat(
                    Enumerable.Range(0, 3).Select(number => $"GET /{user}.{number} HTTP/1.1\r\n\r\n"))),
                new RequestTraits[3]);
            return !HasEnded;
        }
    }
}
