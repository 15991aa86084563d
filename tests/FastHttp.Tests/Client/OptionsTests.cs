using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using Testing;

namespace FastHttp.Tests.Client;

/// <summary>Options are a record: a copy is checked anew, and says nothing of where it was copied from.</summary>
public sealed class OptionsTests
{
    private static readonly PropertyInfo[] s_options =
        [.. typeof(FastHttpOptions).GetProperties().Where(option => option.GetSetMethod() is { IsStatic: false })];

    [Fact, SpecCase("client", 38)]
    public void A_copy_has_times_of_its_own()
    {
        FastHttpOptions options = new() { RequestTimeout = TimeSpan.FromSeconds(1) };
        long before = options.Times.Request;
        FastHttpOptions copy = options with { RequestTimeout = TimeSpan.FromSeconds(2) };
        Assert.Equal((before * 2, before), (copy.Times.Request, options.Times.Request));
        Assert.Same(copy.Times, copy.Times);
        FastHttpOptions wrong = options with { MaxHeadBytes = 0 };
        Assert.Throws<ArgumentOutOfRangeException>(() => wrong.Times);
    }

    [Theory, MemberData(nameof(Names)), SpecCase("client", 37)]
    public void H12_an_option_that_is_set_changes_no_other(string name)
    {
        PropertyInfo property = typeof(FastHttpOptions).GetProperty(name)!;
        FastHttpOptions options = new();
        property.SetValue(options, Other(property.GetValue(options)!));
        Check(property, FastHttpOptions.Default, options);
        Check(property, FastHttpMessageHandler.DefaultOptions, options.OfHandler());
        Check(property, FastHttpMessageHandler.DefaultOptions, (options with { }).OfHandler().OfHandler());
        Check(property, FastHttpOptions.Default.Pipelining(), options.Pipelining());
    }

    [Fact]
    public void Options_are_equal_only_to_themselves()
    {
        FastHttpOptions options = new();
        FastHttpOptions copy = options with { };
        Assert.False(options == copy);
        Assert.True(options.Equals(options));
        Assert.Equal(options.GetHashCode(), options.GetHashCode());
    }

    [Fact, SpecCase("client", 38)]
    public void A_copy_of_the_handlers_options_stays_one_for_the_handler()
    {
        FastHttpOptions copy = FastHttpMessageHandler.DefaultOptions with { MaxHeadBytes = 1000 };
        Assert.Equal(Timeout.InfiniteTimeSpan, copy.RequestTimeout);
        Assert.Equal(int.MaxValue, copy.MaxConnectionsPerServer);
    }

    /// <summary>Options whose value is a number, a time or a choice.</summary>
    public static TheoryData<string> Names() =>
        [.. s_options.Where(option => option.PropertyType.IsValueType).Select(option => option.Name)];

    [Fact]
    public async Task A_client_that_pipelines_works_with_the_defaults()
    {
        PipeServer server = new();
        FastHttpOptions options = FastHttpOptions.Default with { ConnectCallback = server.ConnectAsync };
        await using PipelinedClient client = new(HttpEndPoint.Http("h"), options);
        Assert.Equal("", await client.GetStringAsync("/"));
        Assert.Equal(1, options.MaxPipelineDepth);
        await using HttpConnection connection = await HttpConnection.OpenAsync(HttpEndPoint.Http("h"), options);
        Assert.Equal("", await connection.GetStringAsync("http://h/"));
        HttpException error = await Assert.ThrowsAsync<HttpException>(() => HttpConnection.OpenAsync(
            HttpEndPoint.Http("h"), new() { ConnectCallback = (_, _) => throw new IOException("no") }).AsTask());
        Assert.Equal((HttpError.ConnectFailed, "Connecting to h failed: no"), (error.Error, error.Message));
        await using PipelinedClient plain = new(HttpEndPoint.Http("h"));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new PipelinedClient(HttpEndPoint.Http("h"), options with { MaxPipelineDepth = 1 }));
    }

    private static object Other(object value) => value switch
    {
        bool flag => !flag,
        int or long => Convert.ChangeType(77, value.GetType(), CultureInfo.InvariantCulture),
        _ => TimeSpan.FromSeconds(77),
    };

    private static void Check(PropertyInfo set, FastHttpOptions before, FastHttpOptions after)
    {
        foreach (PropertyInfo other in s_options)
        {
            object? expected = other.GetValue(before);

            // A handler's users may block anywhere: it never continues on the loop.
            if (other.Name == set.Name && (other.Name != nameof(FastHttpOptions.ContinueOnLoop)
                || before != FastHttpMessageHandler.DefaultOptions))
            {
                expected = Other(other.GetValue(FastHttpOptions.Default)!);
            }

            Assert.Equal((other.Name, expected), (other.Name, other.GetValue(after)));
        }
    }
}
