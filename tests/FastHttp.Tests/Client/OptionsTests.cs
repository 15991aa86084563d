using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Testing;

namespace FastHttp.Tests.Client;

/// <summary>Options are a record: a copy is checked anew, and says nothing of where it was copied from.</summary>
public sealed class OptionsTests
{
    [Fact]
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

    [Fact]
    public void Options_are_equal_only_to_themselves()
    {
        FastHttpOptions options = new();
        FastHttpOptions copy = options with { };
        Assert.False(options == copy);
        Assert.True(options.Equals(options));
        Assert.Equal(options.GetHashCode(), options.GetHashCode());
    }

    [Fact]
    public void A_copy_of_the_handlers_options_stays_one_for_the_handler()
    {
        FastHttpOptions copy = FastHttpMessageHandler.DefaultOptions with { MaxHeadBytes = 1000 };
        Assert.Equal(Timeout.InfiniteTimeSpan, copy.RequestTimeout);
        Assert.Equal(int.MaxValue, copy.MaxConnectionsPerServer);
    }

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
}
