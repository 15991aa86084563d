using System;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Connecting;
using FastHttp.Tests.Connections.Support;
using FastHttp.Transports;
using Testing;

namespace FastHttp.Tests.Connections;

/// <summary>From a name to a connection: several addresses, their order and age, and names that lead nowhere.</summary>
public sealed class AddressTests
{
    private static readonly PreparedRequest s_get = PreparedRequest.CreateRaw(
        "GET / HTTP/1.1\r\nHost: name.test\r\n\r\n"u8, RequestTraits.Idempotent);

    [Fact]
    public void The_families_take_turns_and_each_keeps_its_order()
    {
        IPAddress[] addresses = [.. new[] { "::1", "::2", "::3", "1.1.1.1", "2.2.2.2" }.Select(IPAddress.Parse)];
        Assert.Equal(
            ["[::1]:80", "1.1.1.1:80", "[::2]:80", "2.2.2.2:80", "[::3]:80"],
            AddressResolver.Interleave(addresses, 80).Select(endPoint => endPoint.ToString()));
    }

    [Theory, InlineData("epoll"), InlineData("sockets")]
    public async Task X31_an_address_that_refuses_is_followed_by_the_next(string transport)
    {
        using CannedServer server = new(WireSamples.Nginx);
        HttpEndPoint endPoint = HttpEndPoint.Http("name.test", server.EndPoint.Port);
        FastHttpOptions options = new()
        {
            Transport = TransportSelector.Select(transport, out _),
            Resolve = (_, _) => new([IPAddress.IPv6Loopback, IPAddress.Parse("127.0.0.9"), IPAddress.Loopback]),
        };
        await using FastHttpClient client = new(options);
        using FastHttpResponse response = client.RentResponse();
        Assert.Null(response.RemoteEndPoint);
        Assert.Equal(HttpError.None, await client.SendNoThrowAsync(s_get, endPoint, response));
        Assert.Equal(server.EndPoint, response.RemoteEndPoint);
        using TransportLoop loop = options.Transport.CreateLoop("address test");
        await using HttpConnection connection = await HttpConnection.OpenAsync(endPoint, options, loop);
        Assert.Equal(HttpError.None, await connection.SendNoThrowAsync(s_get, null));
        Assert.Equal(server.EndPoint, connection.RemoteEndPoint);
        response.Reset();
        Assert.Null(response.RemoteEndPoint);
    }

    [Fact]
    public async Task Where_no_address_answers_the_reason_of_the_last_is_told()
    {
        using RefusingPort refusing = new();
        await using FastHttpClient client = new(new()
        {
            Resolve = (_, _) => new([IPAddress.Parse("127.0.0.9"), IPAddress.Loopback]),
        });
        Assert.Equal(
            HttpError.ConnectRefused,
            await client.SendNoThrowAsync(s_get, HttpEndPoint.Http("name.test", refusing.Port), null));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task X30_a_name_without_an_address_is_told_as_such(bool throws)
    {
        await using FastHttpClient client = new(new()
        {
            Resolve = (_, _) => throws ? throw new SocketException() : new([]),
        });
        Assert.Equal(HttpError.DnsFailed, await client.SendNoThrowAsync(s_get, HttpEndPoint.Http("name.test"), null));
    }

    [Fact]
    public async Task X30_a_name_longer_than_any_is_told_as_such()
    {
        await using FastHttpClient client = new();
        HttpEndPoint endPoint = HttpEndPoint.Http(new string('a', 256));
        Assert.Equal(HttpError.DnsFailed, await client.SendNoThrowAsync(s_get, endPoint, null));
    }

    [Fact]
    public async Task X30_a_resolver_that_hangs_is_told_as_the_phase_that_it_is()
    {
        TaskCompletionSource<IPAddress[]> never = new();
        await using FastHttpClient client = new(new()
        {
            ConnectTimeout = TimeSpan.FromMilliseconds(20),
            Resolve = (_, _) => new(never.Task),
        });
        Assert.Equal(HttpError.DnsTimeout, await client.SendNoThrowAsync(s_get, HttpEndPoint.Http("name.test"), null));
        never.SetResult([]);
    }

    [Fact]
    public void X31_the_second_address_is_tried_when_the_first_is_slow_and_the_late_one_is_closed()
    {
        SlowNetwork network = new();
        Recorder recorder = new();
        new AddressRace(network, [Address(1), Address(2), Address(3)], null, recorder).Start();
        Assert.Single(network.Attempts);
        network.Advance(TimeSpan.FromMilliseconds(260));
        Assert.Equal(2, network.Attempts.Count);
        network.Attempts[1].Connect();
        Assert.NotNull(recorder.Connection);
        Assert.True(network.Attempts[0].IsClosed);
        Assert.False(network.Attempts[1].IsClosed);
        network.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(2, network.Attempts.Count);
        Assert.Equal(0, network.Timers.Count);
    }

    [Fact]
    public void A_failure_starts_the_next_at_once_and_the_first_may_still_win()
    {
        SlowNetwork network = new();
        Recorder recorder = new();
        new AddressRace(network, [Address(1), Address(2), Address(3)], null, recorder).Start();
        network.Advance(TimeSpan.FromMilliseconds(260));
        network.Attempts[1].Fail();
        Assert.Equal(3, network.Attempts.Count);
        network.Attempts[2].Fail();
        Assert.Null(recorder.Error);
        network.Attempts[0].Connect();
        Assert.NotNull(recorder.Connection);
        Assert.Null(recorder.Error);
    }

    [Fact]
    public void The_last_address_may_take_its_time_when_the_one_before_failed_at_once()
    {
        SlowNetwork network = new();
        Recorder recorder = new();
        new AddressRace(network, [Address(1), Address(2)], null, recorder).Start();
        network.Attempts[0].Fail();
        Assert.Equal(2, network.Attempts.Count);
        network.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(2, network.Attempts.Count);
        network.Attempts[1].Connect();
        Assert.NotNull(recorder.Connection);
        Assert.Null(recorder.Error);
        Assert.Equal(0, network.Timers.Count);
    }

    [Fact]
    public void A_race_that_is_given_up_leaves_nothing()
    {
        SlowNetwork network = new();
        Recorder recorder = new();
        AddressRace race = new(network, [Address(1), Address(2)], null, recorder);
        race.Start();
        network.Advance(TimeSpan.FromMilliseconds(260));
        race.Cancel();
        Assert.All(network.Attempts, attempt => Assert.True(attempt.IsClosed));
        Assert.Equal(0, network.Timers.Count);
        Assert.Null(recorder.Connection);
        Assert.Null(recorder.Error);
    }

    [Fact]
    public async Task X32_addresses_are_asked_for_once_and_anew_when_they_are_old()
    {
        int asked = 0;
        TaskCompletionSource second = new(TaskCreationOptions.RunContinuationsAsynchronously);
        FastHttp.Pooling.AddressBook book = new(HttpEndPoint.Http("name.test"), new()
        {
            DnsRefresh = TimeSpan.FromSeconds(60),
            Resolve = (_, _) =>
            {
                if (Interlocked.Increment(ref asked) == 2)
                {
                    second.SetResult();
                }

                return new([IPAddress.Parse($"10.0.0.{asked}")]);
            },
        });
        Task<EndPoint[]>[] first = [.. Enumerable.Range(0, 10).Select(_ => book.GetAsync(0, default).AsTask())];
        Assert.All(await Task.WhenAll(first), addresses => Assert.Equal("10.0.0.1:80", addresses[0].ToString()));
        Assert.Equal(1, asked);
        Assert.Equal("10.0.0.1:80", (await book.GetAsync(Seconds(59), default))[0].ToString());
        Assert.Equal(1, asked);

        // Old: used once more while new ones are asked for.
        Assert.Equal("10.0.0.1:80", (await book.GetAsync(Seconds(61), default))[0].ToString());
        await second.Task;

        // Far too old: waited for.
        Assert.NotEqual("10.0.0.1:80", (await book.GetAsync(Seconds(500), default))[0].ToString());
        int before = asked;
        book.Forget();
        await book.GetAsync(Seconds(501), default);
        Assert.Equal(before + 1, asked);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_client_goes_through_the_proxy_of_its_options(bool isSocks)
    {
        using CannedServer server = new(WireSamples.Nginx);
        using ProxyServer proxy = new(server.EndPoint);
        string host = proxy.EndPoint.Address.ToString();
        await using FastHttpClient client = new(new()
        {
            Proxy = isSocks
                ? HttpProxy.Socks5(host, proxy.EndPoint.Port)
                : HttpProxy.Http(host, proxy.EndPoint.Port, tunnelsPlainHttp: true),
        });
        HttpEndPoint target = HttpEndPoint.Http("nowhere.test", 8080);
        Assert.Equal(HttpError.None, await client.SendNoThrowAsync(s_get, target, null));
        Assert.Equal(HttpError.None, await client.SendNoThrowAsync(s_get, target, null));
        Assert.Equal(["nowhere.test:8080"], proxy.Targets);
    }

    private static long Seconds(int count) => count * System.Diagnostics.Stopwatch.Frequency;

    private static IPEndPoint Address(int last) => new(IPAddress.Parse($"10.0.0.{last}"), 80);

    private sealed class Recorder : IConnectHandler
    {
        public TransportConnection? Connection { get; private set; }

        public TransportError? Error { get; private set; }

        public void OnConnected(TransportConnection connection) => Connection = connection;

        public void OnConnectFailed(TransportError error, int systemError) => Error = error;
    }
}
