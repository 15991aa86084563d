using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using FastHttp;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;

namespace Runner.Diagnosis;

// After a run that got no good answer at all, looks whether the port speaks another protocol than it was asked in. It
// is off the measured path, takes a few seconds at most, and says nothing where it finds nothing.
internal static class TargetDiagnosis
{
    // A run has ended with nothing; who waits for the reason does not wait long.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(2);

    /// <summary>What is to be said, one line each.</summary>
    public static async Task<IReadOnlyList<string>> ExplainAsync(
        RunPlan plan, RunSnapshot run, CancellationToken cancel)
    {
        // Elsewhere, a connection would have to be made in the way of the lanes.
        bool isDirect = plan.Tunnel is null
            && HttpEndPoint.Http(plan.Route.Host).Host == plan.Target.Host && plan.Route.Port == plan.Target.Port;
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
            // A server that speaks TLS may answer plain HTTP as well, to say that it does not take it: nginx does. Then
            // the handshake failed for the reason that its error tells.
            return !await ProtocolProbe.SpeaksTlsAsync(plan, cancel).ConfigureAwait(false)
                && await ProtocolProbe.AnswersPlainHttpAsync(plan, cancel).ConfigureAwait(false)
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

        return null;
    }

    private static string Rewrite(string url, string scheme) =>
        scheme + url[url.IndexOf("://", StringComparison.Ordinal)..];
}
