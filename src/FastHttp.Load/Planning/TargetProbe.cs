using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Load.Stability;
using FastHttp.Load.Text;

namespace FastHttp.Load.Planning;

/// <summary>
/// Finds out before the run where the target answers, as wrk does: every address of the name is connected to once,
/// without a byte sent, and those that refuse are left out. All are tried at once, so that one that swallows packets
/// does not hold the others up.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public static class TargetProbe
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    // What the others are given once one address has accepted: loopback and a network path need far less.
    private static readonly TimeSpan s_grace = TimeSpan.FromMilliseconds(250);

    // A server that is being started is ready at some moment; this is how late that is noticed.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Tries the target of a plan, again and again until it accepts or the time is up.</summary>
    /// <param name="plan">Where to.</param>
    /// <param name="limit">How long to wait; zero for one attempt.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>What accepted, or why nothing did; and how long the name took to resolve, if it had to be.</returns>
    public static async Task<(IReadOnlyList<IPEndPoint> Addresses, ProbeFailure? Failure, TimeSpan? Dns)> WaitAsync(
        RunPlan plan, TimeSpan limit, CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            (IReadOnlyList<IPEndPoint>, ProbeFailure? Failure, TimeSpan?) outcome = plan.Target.UnixPath is { } path
                ? ([], await ConnectUnixAsync(path, plan.Names, cancel).ConfigureAwait(false), null)
                : await ResolveAndConnectAsync(plan.Route, cancel).ConfigureAwait(false);
            if (outcome.Failure is null || Stopwatch.GetElapsedTime(start) >= limit)
            {
                return outcome;
            }

            await Task.Delay(s_pause, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Returns the addresses that accepted, or wrk's message when there are none.</summary>
    public static async Task<(IReadOnlyList<IPEndPoint> Addresses, ProbeFailure? Failure)> ConnectAsync(
        Route route, CancellationToken cancel)
    {
        (IReadOnlyList<IPEndPoint> addresses, ProbeFailure? failure, _) =
            await ResolveAndConnectAsync(route, cancel).ConfigureAwait(false);
        return (addresses, failure);
    }

    /// <summary>Returns all addresses without trying them, or wrk's message when there are none.</summary>
    public static async Task<(IPEndPoint[] Addresses, ProbeFailure? Failure)> ResolveAsync(
        Route route, CancellationToken cancel)
    {
        // RFC 6874: inside a URL the percent sign of a zone is itself escaped. wrk hands the escape to the resolver.
        string address = route.Host.Replace("%25", "%", StringComparison.Ordinal);
        IPAddress[] found;
        try
        {
            found = route.Addresses is { } given ? [.. given]
                : IPAddress.TryParse(address, out IPAddress? literal) ? [literal]
                : await Dns.GetHostAddressesAsync(route.Host, cancel).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException)
        {
            string message = $"unable to resolve {route.Host}:{route.Service} {ResolverText(failure)}";
            return ([], new ProbeFailure(message, ProbeFailure.ResolverHint(route.Names)));
        }

        bool isAny = route.Family == AddressFamily.Unspecified;
        found = [.. found.Where(item => isAny || item.AddressFamily == route.Family)];
        if (found.Length == 0 && !isAny)
        {
            string family = route.Family == AddressFamily.InterNetwork ? "IPv4" : "IPv6";
            return ([], new ProbeFailure($"unable to resolve {route.Host}:{route.Service} No {family} address"));
        }

        return ([.. found.Distinct().Select(item => new IPEndPoint(item, route.Port))], null);
    }

    private static async Task<(IReadOnlyList<IPEndPoint>, ProbeFailure?, TimeSpan? Dns)> ResolveAndConnectAsync(
        Route route, CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        (IPEndPoint[] candidates, ProbeFailure? failure) = await ResolveAsync(route, cancel).ConfigureAwait(false);
        bool wasAsked = route.Addresses is null && !IPAddress.TryParse(route.Host, out _);
        TimeSpan? dns = wasAsked ? Stopwatch.GetElapsedTime(start) : null;
        if (failure is not null)
        {
            return ([], failure, dns);
        }

        SocketError[] outcomes = await ConnectAllAsync(candidates, route.LocalAddress, cancel).ConfigureAwait(false);
        IPEndPoint[] reachable = [.. candidates.Where((_, index) => outcomes[index] == SocketError.Success)];
        return reachable.Length > 0
            ? (reachable, null, dns)
            : ([], Refused($"{route.Host}:{route.Service}", outcomes, route.Names), dns);
    }

    // Wrk's message when no server accepts on the Unix socket.
    private static async Task<ProbeFailure?> ConnectUnixAsync(
        string path, OptionNames names, CancellationToken cancel)
    {
        try
        {
            UnixDomainSocketEndPoint endPoint = new(path);
            SocketError outcome = await ConnectAsync(endPoint, local: null, cancel)
                .ConfigureAwait(false);
            return outcome switch
            {
                SocketError.Success => null,

                // .NET has no word of its own for ENOENT, and takes that of another errno.
                SocketError.AddressNotAvailable => new ProbeFailure(
                    $"unable to connect to {path} No such file or directory",
                    "is the server running, and is that the path of its socket?"),
                _ => Refused(path, [outcome], names),
            };
        }
        catch (ArgumentOutOfRangeException)
        {
            return new ProbeFailure($"unable to connect to {path} File name too long");
        }
    }

    private static async Task<SocketError[]> ConnectAllAsync(
        IPEndPoint[] candidates, IPAddress? local, CancellationToken cancel)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(s_limit);
        Task<SocketError>[] attempts =
            [.. candidates.Select(c => ConnectAndShortenAsync(c, local, limit))];
        SocketError[] outcomes = await Task.WhenAll(attempts).ConfigureAwait(false);
        cancel.ThrowIfCancellationRequested();
        return outcomes;
    }

    private static async Task<SocketError> ConnectAndShortenAsync(
        IPEndPoint candidate, IPAddress? local, CancellationTokenSource limit)
    {
        SocketError outcome = await ConnectAsync(candidate, local, limit.Token)
            .ConfigureAwait(false);
        if (outcome == SocketError.Success)
        {
            limit.CancelAfter(s_grace);
        }

        return outcome;
    }

    private static async Task<SocketError> ConnectAsync(
        EndPoint endPoint, IPAddress? local, CancellationToken cancel)
    {
        try
        {
            using Socket socket = ProbeSocket.For(endPoint);
            if (local is not null)
            {
                socket.Bind(new IPEndPoint(local, 0));
            }

            await socket.ConnectAsync(endPoint, cancel).ConfigureAwait(false);
            return SocketError.Success;
        }
        catch (SocketException failure)
        {
            return failure.SocketErrorCode;
        }
        catch (OperationCanceledException)
        {
            return SocketError.TimedOut;
        }
    }

    // The texts of gai_strerror; the runtime has its own for some of them, and does not ask about a name that is longer
    // than any can be.
    private static string ResolverText(Exception failure) => (failure as SocketException)?.SocketErrorCode switch
    {
        null or SocketError.HostNotFound => "Name or service not known",
        SocketError.TryAgain => "Temporary failure in name resolution",
        SocketError.NoData => "No address associated with hostname",
        SocketError.NoRecovery => "Non-recoverable failure in name resolution",
        _ => failure.Message,
    };

    // wrk names the error of the address that it tries last, which is the first of the resolver's list.
    // A fresh exception has strerror's text; the one that was thrown adds the address to it.
    private static ProbeFailure Refused(string target, SocketError[] outcomes, OptionNames names)
    {
        SocketError outcome = outcomes.Length > 0 ? outcomes[0] : SocketError.HostNotFound;
        string text = new SocketException((int)outcome).Message;
        return new ProbeFailure($"unable to connect to {target} {text}", ProbeFailure.HintOf(outcome, names));
    }
}
