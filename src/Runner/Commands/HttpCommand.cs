using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using FastHttp;
using FastHttp.Load;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Users;
using FastHttp.Transports;
using Runner.Help;
using Runner.Http;
using Runner.Options;
using Runner.Options.Parsing;
using Runner.Outputs;
using Runner.Planning;

namespace Runner.Commands;

// `runner http`: one request, and what came back. It is described by the same options as a load, so that what works
// here works there. Unlike a load, it verifies certificates unless told not to.
internal static class HttpCommand
{
    // About as long as a timer can be.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(49);

    private static readonly OptionCommand<HttpOptions> s_syntax =
        new("http", HttpTable.All, ArgumentArity.ExactlyOne);

    /// <summary>What is said of it.</summary>
    public static CommandSpec Spec { get; } = new("http", HttpTable.All)
    {
        Usage = "[options] URL",
        Summary = "Sends one request and shows the response.",
        More = "The options on the request and the connection are those of 'runner wrk'.",
        Details = "Sends one request and shows what comes back, as `curl -i` would, so that a line which loads "
            + "a server can first be\nlooked at. It verifies certificates unless `-k` is given, and exits with 1 and "
            + "the reason when no response came.",
    };

    public static int Run(string[] arguments)
    {
        s_syntax.Command.SetAction(RunAsync);
        return SubCommand.Invoke(s_syntax.Command, arguments, Spec.Help);
    }

    private static async Task<int> RunAsync(ParseResult result, CancellationToken cancel)
    {
        (HttpOptions? http, string? refusal) = s_syntax.Read(result, HttpOptions.Default);
        if (http is null)
        {
            return Refuse($"{refusal}. See 'runner http --help'");
        }

        CliOptions options = http.Load with
        {
            Url = s_syntax.OperandOf(result),
            Connection = http.Load.Connection with { Verify = !http.Load.Connection.Insecure },
        };
        (RunPlan? plan, PlanError? error) = RunPlanner.Plan(options);
        if (error is not null)
        {
            return Refuse(string.Join("; ", new[] { error.Message, error.Hint }.OfType<string>()));
        }

        foreach (string warning in plan!.Warnings)
        {
            Refuse(warning);
        }

        using StandardOutput output = new();
        if (options.Request.DryRun)
        {
            output.Write(RequestSources.FirstBatch(plan));
            return 0;
        }

        Transport transport;
        try
        {
            transport = TransportPlanner.Select(plan.Transport, out _);
        }
        catch (Exception failed) when (failed is ArgumentException or PlatformNotSupportedException)
        {
            return Refuse(failed.Message);
        }

        using FastHttpResponse response = FastHttpResponse.Rent();
        using TransportLoop loop = transport.CreateLoop("http");
        (HttpReply reply, string? failure) =
            await SendAsync(plan, response, loop, http.Timeout, cancel).ConfigureAwait(false);
        if (http.IsJson)
        {
            await JsonSerializer.SerializeAsync(output, reply, HttpReplyJson.Default.HttpReply, cancel)
                .ConfigureAwait(false);
            output.Write("\n"u8);
        }
        else if (failure is null)
        {
            Show(output, reply, response, http.Includes);
        }

        return failure is null ? 0 : Refuse(failure);
    }

    // What came back, and in words why nothing did.
    private static async Task<(HttpReply Reply, string? Failure)> SendAsync(
        RunPlan plan, FastHttpResponse response, TransportLoop loop, TimeSpan limit, CancellationToken cancel)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(limit < s_longest ? limit : s_longest);
        long start = Stopwatch.GetTimestamp();
        double connectMs = 0;
        string? words = null;
        string detail = "";
        BrokenSample broken = new();
        HttpError error;
        bool keepAlive = false;
        try
        {
            (EndPoint[] addresses, words) = await ResolveAsync(plan, deadline.Token).ConfigureAwait(false);
            HttpConnection connection =
                await OpenAsync(plan, addresses, loop, limit, broken, deadline.Token).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                connectMs = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                error = await connection.SendNoThrowAsync(plan.Request, response, deadline.Token).ConfigureAwait(false);
                detail = broken.Text;
                keepAlive = connection.IsOpen;
            }
        }
        catch (HttpException exception)
        {
            error = exception.Error;
            detail = SampleText.OfOpening(exception.Failure);
        }
        catch (OperationCanceledException)
        {
            error = cancel.IsCancellationRequested ? HttpError.Canceled : HttpError.ConnectTimeout;
        }

        error = error == HttpError.Canceled && !cancel.IsCancellationRequested ? HttpError.RequestTimeout : error;
        HttpTimings timings = new(
            Math.Round(connectMs, 3), Math.Round(Stopwatch.GetElapsedTime(start).TotalMilliseconds - connectMs, 3));
        return error == HttpError.None
            ? (Reply(response) with { KeepAlive = keepAlive, Timings = timings }, null)
            : (new HttpReply
            {
                Error = error.ToString(),
                Detail = detail.Length == 0 ? null : detail,
                Timings = timings,
            },
                $"{words ?? $"{plan.Url}: {ErrorText.Of(error)}"} ({error}){Shown(detail)}{HintOn(error, plan)}");
    }

    private static string Shown(string detail) => detail.Length == 0 ? "" : $": {detail}";

    private static string HintOn(HttpError error, RunPlan plan) => error == HttpError.TlsFailed && plan.Tls.Verifies
        ? "; if it is the certificate, --cacert FILE trusts it and -k accepts any"
        : "";

    private static async Task<(EndPoint[] Addresses, string? Error)> ResolveAsync(
        RunPlan plan, CancellationToken cancel)
    {
        if (plan.Target.UnixPath is not { } path)
        {
            (EndPoint[] addresses, ProbeFailure? failure) =
                await TargetProbe.ResolveAsync(plan.Route, cancel).ConfigureAwait(false);
            return (addresses, failure?.Message);
        }

        try
        {
            return ([new UnixDomainSocketEndPoint(path)], null);
        }
        catch (ArgumentOutOfRangeException)
        {
            return ([], $"unable to connect to {path} File name too long");
        }
    }

    // Each address in turn; the reason is that of the last one.
    private static async Task<HttpConnection> OpenAsync(
        RunPlan plan,
        EndPoint[] addresses,
        TransportLoop loop,
        TimeSpan limit,
        IResponseObserver observer,
        CancellationToken cancel)
    {
        FastHttpOptions options = new()
        {
            ConnectTimeout = plan.ConnectTimeout ?? limit,
            LocalAddress = plan.LocalAddresses.Count > 0 ? plan.LocalAddresses[0] : null,
            SslOptions = plan.Target.IsTls ? LaneOptions.TlsOf(plan.Tls, plan.Target.Host) : null,
            Proxy = plan.Tunnel,
            ResponseObserver = observer,
        };
        HttpException failure = new(HttpError.DnsFailed);
        foreach (EndPoint address in addresses)
        {
            ConnectionWaiter waiter = new();
            loop.Post(new ActionTask(() => HttpConnection.Open(loop, plan.Target, address, options, waiter)));
            try
            {
                return await waiter.Opened.WaitAsync(cancel).ConfigureAwait(false);
            }
            catch (HttpException exception)
            {
                failure = exception;
            }
        }

        throw failure;
    }

    private static HttpReply Reply(FastHttpResponse response)
    {
        List<string[]> headers = [];
        foreach (HttpField field in response.Headers)
        {
            headers.Add([Encoding.Latin1.GetString(field.Name), Encoding.Latin1.GetString(field.Value)]);
        }

        return new HttpReply
        {
            Status = response.StatusCode,
            Reason = Encoding.Latin1.GetString(response.ReasonPhrase),
            Headers = headers,
            BodyBase64 = Convert.ToBase64String(response.BodySpan),
        };
    }

    private static void Show(Stream output, HttpReply reply, FastHttpResponse response, bool include)
    {
        if (include)
        {
            StringBuilder head = new($"HTTP/1.{response.MinorVersion} {reply.Status} {reply.Reason}\r\n");
            foreach (string[] field in reply.Headers)
            {
                head.Append(field[0]).Append(": ").Append(field[1]).Append("\r\n");
            }

            output.Write(Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()));
        }

        output.Write(response.BodySpan);
    }

    private static int Refuse(string message)
    {
        // The planner puts the program's name before what wrk has no words for.
        string text = message.StartsWith("runner: ", StringComparison.Ordinal) ? message["runner: ".Length..] : message;
        Console.Error.Write($"runner http: {text}\n");
        return 1;
    }

    // What came that is no response, for people.
    private sealed class BrokenSample : IResponseObserver
    {
        public string Text { get; private set; } = "";

        public void OnUnsuccessful(int statusCode, ReadOnlySpan<byte> bytes)
        {
        }

        public void OnBroken(in BrokenResponse response) => Text = SampleText.OfBroken(in response);
    }
}
