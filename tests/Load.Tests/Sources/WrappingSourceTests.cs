using System;
using System.Linq;
using System.Reflection;
using FastHttp;
using FastHttp.Load.Gates;
using FastHttp.Load.Sources;

namespace Load.Tests.Sources;

public sealed class WrappingSourceTests
{
    private static readonly PreparedRequest s_request =
        PreparedRequest.CreateRaw("GET / HTTP/1.1\r\nHost: h\r\n\r\n"u8, RequestTraits.Idempotent);

    // What a wrapper forgot to forward would be what RequestSource says of any source.
    [Fact]
    public void W25_A_wrapper_forwards_every_member()
    {
        string[] members = [.. Virtual(typeof(RequestSource)).Select(method => method.Name).Distinct().Order()];
        string[] forwarded = [.. typeof(WrappingSource)
            .GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Where(method => method.GetBaseDefinition().DeclaringType == typeof(RequestSource))
            .Select(method => method.Name).Distinct().Order()];

        // What to send next is what each wrapper is there for.
        Assert.Equal(members.Except([nameof(RequestSource.TryNext)]), forwarded);
    }

    [Fact]
    public void W25_Names_and_fast_paths_are_those_of_the_source_within()
    {
        using ResendingSource named = new(new NamedSource(), users: 1);
        Assert.Equal("a name"u8, named.Name);
        FixedSource inner = new(PreparedRequest.CreateRaw("GET / HTTP/1.1\r\n\r\n"u8, RequestTraits.None));
        using ResendingSource wrapped = new(inner, users: 1);
        Assert.True(wrapped.IsFixed);
        using RedirectSource redirects = new(inner, maxRedirects: 1, isTls: false, users: 1);
        Assert.False(redirects.IsFixed);
    }

    // What changes what is sent has no more of it than what it changes, and lets that look at the answers.
    [Theory]
    [InlineData("cookies")]
    [InlineData("redirects")]
    [InlineData("bodies")]
    [InlineData("closing")]
    [InlineData("resending")]
    public void A_wrapper_ends_with_its_source_and_hands_on_connections_and_answers(string kind)
    {
        bool isGood = true;
        ScriptedSource inner = new(new FixedSource(s_request))
        {
            HasNext = static (source, _) => source.Asked == 0,
            Look = (_, _) => isGood,
            LooksAtBodies = false,
        };
        using RequestSource source = Wrap(kind, inner);
        using FastHttpResponse response = FastHttpResponse.Rent();

        source.OnConnected(0);
        Assert.True(source.TryNext(0, out RequestBatch batch));
        Assert.Equal((1, s_request.Bytes.Length), (batch.Traits.Length, batch.Bytes.Length));
        Assert.True(source.OnResponse(0, response));
        isGood = false;
        Assert.False(source.OnResponse(0, response));
        Assert.False(source.TryNext(0, out batch));
        Assert.Equal(0, batch.Traits.Length);
        Assert.Equal("0 ", inner.Connected);
        Assert.Equal(kind == "bodies", source.ReadsBodies);
    }

    [Theory]
    [InlineData("cookies", false)]
    [InlineData("redirects", false)]
    [InlineData("bodies", true)]
    [InlineData("resending", true)]
    public void A_wrapper_of_a_source_that_looks_at_nothing_looks_at_what_it_needs(string kind, bool readsBodies)
    {
        FixedSource inner = new(s_request);
        using RequestSource source = Wrap(kind, inner);
        using FastHttpResponse response = FastHttpResponse.Rent();

        Assert.Equal((readsBodies, kind is not ("cookies" or "redirects")), (source.ReadsBodies, source.IsFixed));
        Assert.Equal(kind != "resending", source.WantsResponses);
        Assert.True(source.TryNext(0, out _));
        Assert.True(source.OnResponse(0, response));
    }

    [Fact]
    public void A_source_that_says_nothing_of_itself_wants_nothing()
    {
        using NamedSource source = new();
        using FastHttpResponse response = FastHttpResponse.Rent();

        Assert.False(source.WantsResponses || source.UsedAllRows || source.IsComputed || source.IsFixed);
        Assert.False(source.StopRequested || source.TryPeek(0, out _) || source.TryKeepRest(0, 1));
        Assert.True(source.ReadsResponses && source.ReadsBodies && source.OnResponse(0, response));
        Assert.True(source.OnOpenFailed(0, HttpError.ConnectRefused));
    }

    private static RequestSource Wrap(string kind, RequestSource inner) => kind switch
    {
        "cookies" => new CookieSource(inner, "h", isTls: false, users: 1),
        "redirects" => new RedirectSource(inner, maxRedirects: 1, isTls: false, users: 1),
        "bodies" => new CheckedSource(
            inner, new GatePlan { ExpectedBody = BodyExpectation.Parse("x").Expectation }, users: 1),
        "closing" => new ClosingSource(inner, requestsPerConnection: 3, users: 1),
        _ => new ResendingSource(inner, users: 1),
    };

    private static MethodInfo[] Virtual(Type type) =>
        [.. type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Where(method => method is { IsVirtual: true, IsFinal: false })];

    private sealed class NamedSource : RequestSource
    {
        public override ReadOnlySpan<byte> Name => "a name"u8;

        public override bool TryNext(int user, out RequestBatch batch)
        {
            batch = default;
            return false;
        }
    }
}
