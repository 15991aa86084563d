using System;
using System.Linq;
using System.Reflection;
using FastHttp;
using FastHttp.Load.Sources;

namespace Load.Tests.Sources;

public sealed class WrappingSourceTests
{
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
