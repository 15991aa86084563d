using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using FastHttp;
using Runner.Planning;

namespace Runner.Locust;

// What a user class does, as a plan for its lanes: once before the test begins, since the master may name another host
// each time. Stateless.
internal static class ClassPlanner
{
    /// <summary>The URL that the users of this run load, or null when nobody has named a host.</summary>
    /// <param name="options">What was typed.</param>
    /// <param name="masterHost">The host that the master wants; null for none.</param>
    public static string? UrlOf(LocustOptions options, string? masterHost)
    {
        string? host = masterHost ?? options.Host;
        if (host is null)
        {
            return options.Url is ['/', ..] ? null : options.Url;
        }

        host = host.Contains("://", StringComparison.Ordinal) ? host : "http://" + host;
        string path = options.Url switch
        {
            null => "",
            ['/', ..] => options.Url,
            string url => TargetUrl.TryParse(url)?.Target ?? "",
        };
        return path.Length == 0 ? host : host.TrimEnd('/') + path;
    }

    /// <summary>Makes the plan of a class.</summary>
    /// <param name="options">What was typed.</param>
    /// <param name="userClass">The class.</param>
    /// <param name="urlText">The URL.</param>
    /// <param name="cancellation">Gives up looking for the host.</param>
    /// <returns>The plan, or one line that says why there is none.</returns>
    public static async Task<(RunPlan? Plan, string? Error)> PlanAsync(
        LocustOptions options, UserClassOption userClass, string urlText, CancellationToken cancellation)
    {
        if (TargetUrl.TryParse(urlText) is not TargetUrl url)
        {
            return (null, $"invalid URL '{urlText}' (http://host:port/path is expected)");
        }

        HeaderList headers = new(url.HostField);
        foreach (string text in options.Headers)
        {
            headers.Add(text);
        }

        if (headers.FindFault() is string fault)
        {
            return (null, $"the headers make no request ({fault})");
        }

        (IReadOnlyList<IPEndPoint> addresses, string? error) =
            await FindAsync(url, cancellation).ConfigureAwait(false);
        return error is not null ? (null, error) : (Assemble(options, userClass, url, urlText, headers, addresses), null);
    }

    private static RunPlan Assemble(
        LocustOptions options,
        UserClassOption userClass,
        TargetUrl url,
        string urlText,
        HeaderList headers,
        IReadOnlyList<IPEndPoint> addresses) => new()
        {
            Target = new HttpEndPoint(url.IsTls, url.Host, url.Port),
            Addresses = addresses,
            Request = PlainRequest.Prepare(options.Method, url.Target, headers.Items, options.Body),
            Url = urlText,
            ParsedUrl = url,
            Headers = headers.Items,
            TypedHeaders = headers.Typed,
            Warnings = headers.Warnings,
            Lanes = options.Threads,
            Connections = options.Threads,
            Duration = TimeSpan.Zero,
            Timeout = options.RequestTimeout,
            Transport = options.Transport,
            ScriptPath = userClass.ScriptPath,
        };

    // A target that refuses at this moment is no reason not to begin: its refusals are what the test will show.
    private static async Task<(IReadOnlyList<IPEndPoint> Addresses, string? Error)> FindAsync(
        TargetUrl url, CancellationToken cancellation)
    {
        (IReadOnlyList<IPEndPoint> reachable, string? error) =
            await TargetProbe.ConnectAsync(url, cancellation).ConfigureAwait(false);
        if (error is null)
        {
            return (reachable, null);
        }

        try
        {
            IPAddress[] found = await Dns.GetHostAddressesAsync(url.Host, cancellation).ConfigureAwait(false);
            return ([.. found.Select(address => new IPEndPoint(address, url.Port))], null);
        }
        catch (SocketException)
        {
            return ([], $"{error} (is the host name right?)");
        }
    }
}
