using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using FastHttp;
using FastHttp.Transports;
using Testing;

namespace Shortage;

/// <summary>
/// One shortage, from before it to after it: what cannot connect is told why, what is connected goes on, what is given
/// back can be used again, and in the end nothing is held. Throws where that is not so.
/// </summary>
internal sealed class ShortageRun : IAsyncDisposable
{
    // More than the shortage leaves.
    private const int Calls = 32;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly IShortage _shortage;
    private readonly HttpEndPoint _endPoint;
    private readonly FastHttpOptions _options;
    private readonly TransportLoop _loop;
    private readonly FastHttpClient _client;
    private HttpConnection? _control;

    private ShortageRun(string transport, int port, IShortage shortage)
    {
        _shortage = shortage;
        _endPoint = HttpEndPoint.Http("127.0.0.1", port);
        _options = new FastHttpOptions
        {
            Transport = TransportSelector.Select(transport, out _),
            LoopCount = 2,
            MaxConnectionsPerServer = 2 * Calls,
            LocalAddress = shortage.Local,
            ContinueOnLoop = false,
            ConnectTimeout = s_patience,
            ResponseHeadTimeout = s_patience,
        };
        _client = new FastHttpClient(_options);
        _loop = _options.Transport.CreateLoop("control");
    }

    /// <summary>Starts a server, and runs. Returns the exit code.</summary>
    public static async Task<int> RunAsync(string transport, IShortage shortage)
    {
        shortage.Prepare();
        ProcessStartInfo start = new(Environment.ProcessPath!, ["serve"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using Process server = Process.Start(start)!;
        int port = int.Parse((await server.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);

        // What the runtime opens with the first socket stays.
        using (Socket first = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            await first.ConnectAsync("127.0.0.1", port);
        }

        int before = OpenSockets.Count();
        await using (ShortageRun run = new(transport, port, shortage))
        {
            await run.RunAsync();
        }

        int after = OpenSockets.WaitFor(before, s_patience);
        Check(after <= before, $"{after} sockets are open, {before} were");
        server.StandardInput.Close();
        await server.WaitForExitAsync();
        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        if (_control is { } control)
        {
            await control.DisposeAsync();
        }

        await _client.DisposeAsync();
        _loop.Dispose();
    }

    private async Task RunAsync()
    {
        _control = await HttpConnection.OpenAsync(_endPoint, _options, _loop);
        int idle = OpenSockets.Count();
        await WarmUpAsync();
        Check(OpenSockets.WaitFor(idle, s_patience) <= idle, "closed connections keep their sockets");
        int room = _shortage.Begin();
        Task<HttpError>[] calls = [.. Enumerable.Range(0, Calls).Select(number => CallAsync("hold", number))];
        int held = await WaitForHeldAsync(calls);
        Check(held > 0 && held <= room, $"{held} of {room} got through");
        await CheckRefusalAsync();
        CheckNewLoop();
        Check(await ControlAsync("/echo/still") == "still", "the connection that was there does not go on");

        await ControlAsync("/release");
        Check(
            (await Task.WhenAll(calls)).Count(error => error == HttpError.None) == held,
            "a call that had a connection did not succeed");
        Check(await CallAsync("echo", 1) == HttpError.None, "an idle connection is of no use");
        await ControlAsync("/close");
        await WaitAsync(() => _client.GetStatistics(_endPoint).Open == 0, "connections stay");
        await SucceedAsync(held);
        _shortage.End();
        await SucceedAsync(Calls);

        // Connections that a call asked for, and did not need in the end, may still be under way.
        await WaitAsync(
            () => _client.GetStatistics(_endPoint) is { InUse: 0, Waiting: 0, Opening: 0 }, "the pool is not at rest");
        PoolStatistics rest = _client.GetStatistics(_endPoint);
        Check(rest.Opened - rest.Closed == rest.Open && rest.OpenFailed > Calls - held, $"{rest}");
        await Console.Out.WriteLineAsync($"{held} of {Calls} calls got through");
    }

    // Code that would be loaded during the shortage could not be, nor could the thread of the timers be started.
    private async Task WarmUpAsync()
    {
        await Task.Delay(1);
        await Task.WhenAll(Enumerable.Range(0, Calls).Select(number => CallAsync("echo", number)));
        HttpEndPoint nowhere = HttpEndPoint.Http("127.0.0.1", 1);
        await FailAsync(() => SendAsync(nowhere));
        await FailAsync(() => HttpConnection.OpenAsync(nowhere, _options, _loop).AsTask());
        _ = await ControlAsync("/held");
        _client.CloseIdleConnections();
        await WaitAsync(() => _client.GetStatistics(_endPoint).Open == 0, "connections stay");
    }

    // Calls that are neither held nor over have not been decided yet.
    private async Task<int> WaitForHeldAsync(Task<HttpError>[] calls)
    {
        int held = 0;
        await WaitAsync(
            async () =>
            {
                held = int.Parse(await ControlAsync("/held"), CultureInfo.InvariantCulture);
                return held + calls.Count(call => call.IsCompleted) == Calls;
            },
            "some calls are neither held nor over");
        foreach (Task<HttpError> call in calls.Where(call => call.IsCompleted))
        {
            Check(await call == HttpError.ConnectFailed, $"a call ended with {await call}");
        }

        Check(held < Calls, "there was no shortage");
        return held;
    }

    private async Task CheckRefusalAsync()
    {
        foreach (HttpException failure in new[]
        {
            await FailAsync(() => SendAsync(_endPoint)),
            await FailAsync(() => HttpConnection.OpenAsync(_endPoint, _options, _loop).AsTask()),
        })
        {
            Check(
                failure.Error == HttpError.ConnectFailed && failure.SystemError == _shortage.SystemError,
                $"{failure.Error}, {failure.SystemError}: {failure.Message}");
        }
    }

    // A caller that wants a new client then is told, too.
    private void CheckNewLoop()
    {
        bool isMade = true;
        try
        {
            _options.Transport!.CreateLoop("new").Dispose();
        }
        catch (TransportException failure)
        {
            Check(failure.Error == TransportError.TooManyOpenFiles, $"{failure.Error}");
            isMade = false;
        }

        bool needsDescriptors = _loop.TransportName == "epoll" && _shortage is DescriptorShortage;
        Check(isMade != needsDescriptors, "a new loop");
    }

    // Each with a connection of its own; what was given back may take a moment to be there.
    private async Task SucceedAsync(int count)
    {
        List<HttpError> errors = [];
        await WaitAsync(
            async () =>
            {
                errors = [.. await Task.WhenAll(
                    Enumerable.Range(0, count).Select(number => CallAsync("echo", number)))];
                return errors.TrueForAll(error => error == HttpError.None);
            },
            "calls fail although there is enough");
    }

    private async Task<HttpError> CallAsync(string kind, int number)
    {
        using FastHttpRequest request = _client.RentRequest();
        using FastHttpResponse response = _client.RentResponse();
        request.SetTarget(_endPoint, Encoding.ASCII.GetBytes($"/{kind}/{number}"));
        HttpError error = await _client.SendNoThrowAsync(request, response);
        Check(
            error != HttpError.None || Encoding.ASCII.GetString(response.BodySpan) == $"{number}",
            $"{kind} {number}: another's answer");
        return error;
    }

    // By the form that throws.
    private async Task SendAsync(HttpEndPoint endPoint)
    {
        using FastHttpRequest request = _client.RentRequest();
        request.SetTarget(endPoint, "/echo/x"u8);
        await _client.SendAsync(request, null);
    }

    private async Task<string> ControlAsync(string target)
    {
        using FastHttpResponse response = FastHttpResponse.Rent();
        Check(await _control!.SendNoThrowAsync(Get(target), response) == HttpError.None, $"{target} failed");
        return Encoding.ASCII.GetString(response.BodySpan);
    }

    private static PreparedRequest Get(string target) => PreparedRequest.CreateRaw(
        Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: server\r\n\r\n"), RequestTraits.Idempotent);

    private static async Task<HttpException> FailAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (HttpException failure)
        {
            return failure;
        }

        throw new InvalidOperationException("it did not fail");
    }

    private static Task WaitAsync(Func<bool> condition, string what) =>
        WaitAsync(() => Task.FromResult(condition()), what);

    private static async Task WaitAsync(Func<Task<bool>> condition, string what)
    {
        long deadline = Environment.TickCount64 + (long)s_patience.TotalMilliseconds;
        while (!await condition())
        {
            Check(Environment.TickCount64 < deadline, what);
            await Task.Delay(5);
        }
    }

    private static void Check(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException(what);
        }
    }
}
