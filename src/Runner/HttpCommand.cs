using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using FastHttp;
using Runner.Cli;
using Runner.Execution;
using Runner.Planning;
using Runner.Recording;

namespace Runner;

// `runner http`: one request, and what came back. It is described by the same options as a load, so that what works
// here works there. Unlike a load, it verifies certificates unless told not to.
internal static class HttpCommand
{
    private static readonly Option<string?> s_method = new("--method", "-m") { Description = "The method" };

    private static readonly Option<string[]> s_headers =
        new("--header", "-H") { Description = "A header field, Name: value", Arity = ArgumentArity.ZeroOrMore };

    private static readonly Option<string?> s_body = new("--body", "-b") { Description = "A text, @FILE or @-" };

    private static readonly Option<bool> s_include =
        new("--include", "-i") { Description = "Show status and headers too" };

    private static readonly Option<bool> s_json = new("--json") { Description = "Show everything as JSON" };
    private static readonly Option<bool> s_insecure = new("--insecure", "-k") { Description = "Verify nothing" };

    private static readonly Option<int> s_timeout = new("--timeout", "-T")
    {
        Description = "Seconds to wait",
        DefaultValueFactory = _ => 30,
    };

    private static readonly Argument<string> s_url = new("url") { Description = "What to ask for" };

    public static int Run(string[] arguments)
    {
        Command command = new("http", "Sends one request and shows the response.")
        {
            s_method, s_headers, s_body, s_include, s_json, s_insecure, s_timeout, s_url,
        };
        command.SetAction(RunAsync);
        return SubCommand.Invoke(command, arguments);
    }

    private static async Task<int> RunAsync(ParseResult result, CancellationToken cancel)
    {
        CliOptions options = new()
        {
            Url = result.GetValue(s_url),
            Headers = result.GetValue(s_headers) ?? [],
            Request = new RequestOptions { Method = result.GetValue(s_method), Body = result.GetValue(s_body) },
            Connection = new ConnectionOptions { Verify = !result.GetValue(s_insecure) },
        };
        (RunPlan? plan, PlanError? error) = RunPlanner.Plan(options);
        if (error is not null)
        {
            return Refuse(error.Message ?? "the URL is missing");
        }

        using HttpResponse response = HttpResponse.Rent();
        TimeSpan limit = TimeSpan.FromSeconds(Math.Max(1, result.GetValue(s_timeout)));
        (HttpReply reply, HttpError failure) = await SendAsync(plan!, response, limit, cancel).ConfigureAwait(false);
        using Stream output = Console.OpenStandardOutput();
        if (result.GetValue(s_json))
        {
            await JsonSerializer.SerializeAsync(output, reply, HttpReplyJson.Default.HttpReply, cancel)
                .ConfigureAwait(false);
            output.Write("\n"u8);
        }
        else if (failure == HttpError.None)
        {
            Show(output, reply, response, result.GetValue(s_include));
        }

        return failure == HttpError.None ? 0 : Refuse($"{plan!.Url}: {ErrorText.Of(failure)} ({failure})");
    }

    private static async Task<(HttpReply Reply, HttpError Failure)> SendAsync(
        RunPlan plan, HttpResponse response, TimeSpan limit, CancellationToken cancel)
    {
        FastHttpOptions options = new()
        {
            ConnectTimeout = limit,
            Tls = plan.Target.IsTls ? LaneOptions.TlsOf(plan.Tls, plan.Target.Host) : null,
        };
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(limit);
        long start = Stopwatch.GetTimestamp();
        double connectMs = 0;
        HttpError failure;
        bool keepAlive = false;
        try
        {
            HttpConnection connection = await HttpConnection.OpenAsync(
                plan.Target, options, loop: null, deadline.Token).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                connectMs = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                failure = await connection.TrySendAsync(plan.Request, response, deadline.Token).ConfigureAwait(false);
                keepAlive = connection.IsOpen;
            }
        }
        catch (HttpException exception)
        {
            failure = exception.Error;
        }
        catch (OperationCanceledException)
        {
            failure = HttpError.ConnectTimeout;
        }

        failure = failure == HttpError.Canceled && !cancel.IsCancellationRequested ? HttpError.RequestTimeout : failure;
        HttpTimings timings = new(
            Math.Round(connectMs, 3), Math.Round(Stopwatch.GetElapsedTime(start).TotalMilliseconds - connectMs, 3));
        return failure == HttpError.None
            ? (Reply(response) with { KeepAlive = keepAlive, Timings = timings }, failure)
            : (new HttpReply { Error = failure.ToString(), Timings = timings }, failure);
    }

    private static HttpReply Reply(HttpResponse response)
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

    private static void Show(Stream output, HttpReply reply, HttpResponse response, bool include)
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
        Console.Error.Write($"runner http: {message}\n");
        return 1;
    }
}
