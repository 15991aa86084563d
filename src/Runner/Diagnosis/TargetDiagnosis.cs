using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FastHttp;
using Runner.Execution;
using Runner.Planning;
using Runner.Recording;

namespace Runner.Diagnosis;

// After a run that got no good answer at all, asks the target once why: one more request where the user did not say how
// many there may be, or the first octets of a connection that failed. It is off the measured path, takes a few seconds
// at most, and says nothing where it finds nothing. Stateless.
internal static class TargetDiagnosis
{
    // A run has ended with nothing; who waits for the reason does not wait long.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(2);
    private const int MaxBody = 64 * 1024;
    private const int ExcerptLength = 120;

    /// <summary>What is to be said, one line each.</summary>
    public static async Task<IReadOnlyList<string>> ExplainAsync(
        RunPlan plan, RunSnapshot run, CancellationToken cancel)
    {
        // Elsewhere, a connection would have to be made in the way of the lanes.
        bool isDirect = plan.Tunnel is null
            && plan.Route.Host == plan.Target.Host && plan.Route.Port == plan.Target.Port;
        if (!isDirect || run.RuntimeUs == 0)
        {
            return [];
        }

        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(s_limit);
        try
        {
            string? line = await FindAsync(plan, run, limit.Token).ConfigureAwait(false);
            return line is null ? [] : [line];
        }
        catch (OperationCanceledException)
        {
            return [];
        }
    }

    private static async Task<string?> FindAsync(RunPlan plan, RunSnapshot run, CancellationToken cancel)
    {
        HttpError first = run.Errors.Count > 0 ? run.Errors[0].Reason : HttpError.None;
        if (run.Completed == 0 && plan.Target.IsTls && first is HttpError.TlsFailed or HttpError.TlsTimeout)
        {
            return await ProtocolProbe.AnswersPlainHttpAsync(plan, cancel).ConfigureAwait(false)
                ? $"the server answers plain HTTP at this port: write {Rewrite(plan.Url, "http")}"
                : null;
        }

        bool isStrange = run.Completed == 0 && run.ReadErrors > 0;
        bool isRefused = run.Completed > 0 && run.StatusCodes[400] == run.Completed;
        if (!plan.Target.IsTls && plan.Target.UnixPath is null && (isStrange || isRefused)
            && await ProtocolProbe.SpeaksTlsAsync(plan, cancel).ConfigureAwait(false))
        {
            return $"the server speaks TLS at this port: write {Rewrite(plan.Url, "https")}";
        }

        bool hasGood = run.StatusCodes.Take(300).Any(count => count > 0);
        bool maySend = plan.RequestLimit == 0 && plan.ScriptPath is null && plan.Entries is null
            && plan.Request.Traits[0].HasFlag(RequestTraits.Idempotent) && plan.Pipeline == 1;
        return run.Completed > 0 && !hasGood && maySend
            ? await ShowReplyAsync(plan, cancel).ConfigureAwait(false)
            : null;
    }

    private static async Task<string?> ShowReplyAsync(RunPlan plan, CancellationToken cancel)
    {
        FastHttpOptions options = new()
        {
            MaxBodyBytes = MaxBody,
            ConnectTimeout = s_limit,
            Tls = plan.Target.IsTls ? LaneOptions.TlsOf(plan.Tls, plan.Target.Host) : null,
        };
        using HttpResponse response = HttpResponse.Rent();
        try
        {
            HttpConnection connection = await HttpConnection.OpenAsync(plan.Target, options, loop: null, cancel)
                .ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                HttpError error = await connection.TrySendAsync(plan.Request, response, cancel).ConfigureAwait(false);
                return error == HttpError.None ? Describe(plan, response) : null;
            }
        }
        catch (HttpException)
        {
            return null;
        }
    }

    private static string Describe(RunPlan plan, HttpResponse response)
    {
        string what = $"no answer had a 2xx status; one more request was answered with {response.StatusCode} "
            + Encoding.Latin1.GetString(response.ReasonPhrase);
        if (response.Headers.TryGet(KnownHeader.Location, out ReadOnlySpan<byte> location))
        {
            string follow = plan.MaxRedirects > 0 ? "" : "; following is off, --redirects N turns it on";
            return $"{what.TrimEnd()}, Location: {Printable(location)}{follow}";
        }

        string body = Printable(response.BodySpan);
        return body.Length == 0 ? what.TrimEnd() : $"{what.TrimEnd()}: {body}";
    }

    // One line of what can be shown; a body may hold anything, escape sequences of a terminal included.
    private static string Printable(ReadOnlySpan<byte> octets)
    {
        StringBuilder text = new();
        foreach (char c in Encoding.UTF8.GetString(octets[..Math.Min(octets.Length, ExcerptLength)]))
        {
            text.Append(char.IsControl(c) ? ' ' : c);
        }

        return text.ToString().Trim() + (octets.Length > ExcerptLength ? "..." : "");
    }

    private static string Rewrite(string url, string scheme) =>
        scheme + url[url.IndexOf("://", StringComparison.Ordinal)..];
}
