using System;
using System.IO;
using System.Text;
using FastHttp.Load.Planning;
using Runner.Cli;

namespace Runner.Planning;

// The request options → the request in parts, or the first reason why not. Stateless.
internal static class RequestPlanner
{
    /// <param name="options">What was typed.</param>
    /// <param name="url">The URL.</param>
    /// <param name="headers">The typed fields; those that the options imply are added, unless they were typed.</param>
    public static (RequestSpec? Spec, string? Error) Plan(CliOptions options, TargetUrl url, HeaderList headers)
    {
        RequestOptions request = options.Request;
        string? error = Conflict(options, request);
        if (error is not null)
        {
            return (null, error);
        }

        try
        {
            (byte[]? body, string? type) = BodyOf(request);
            AddFields(request, headers, type);
            string method = request.Method ?? (body is null ? "GET" : "POST");
            string target = url.Target;
            if (ProxyPlanner.IsAskedForUrls(options, url))
            {
                target = $"{url.Scheme}://{url.HostField}{url.Target}";
                ProxyPlanner.AddCredentials(options.Connection, headers);
            }

            return (new RequestSpec(method, target, headers.Items, body ?? [], body is not null), null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return (null, $"cannot read the body ({failure.Message}) Check the path after '@'");
        }
    }

    private static string? Conflict(CliOptions options, RequestOptions request)
    {
        if (request.Method?.Equals("CONNECT", StringComparison.OrdinalIgnoreCase) == true)
        {
            return "-m CONNECT is not a request that a load can repeat; -x goes through a proxy";
        }

        bool closes = request.NoKeepAlive || request.RequestsPerConnection > 0;
        if (closes && (options.Load.Pipeline > 1 || options.ScriptPath is not null))
        {
            return "--no-keepalive and --requests-per-connection cannot be combined with -p or -s";
        }

        bool looksBack = request.MaxRedirects > 0 || request.KeepsCookies;
        if (looksBack && (options.Load.Pipeline > 1 || options.ScriptPath is not null))
        {
            return "--redirects and --cookie-jar cannot be combined with -p or -s; a script has response() for both";
        }

        return request.KeepsCookies && (request.NoKeepAlive || request.RequestsPerConnection == 1)
            ? "--cookie-jar lasts as long as a connection, so it cannot be combined with one for each request"
            : null;
    }

    private static void AddFields(RequestOptions request, HeaderList headers, string? implied)
    {
        if (request.ContentType is { } typed)
        {
            headers.AddUnlessTyped("Content-Type", typed, "--content-type", "-H");
        }
        else if (implied is not null)
        {
            headers.AddMissing("Content-Type", implied);
        }

        if (request.Auth is not null)
        {
            string credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes(request.Auth));
            headers.AddUnlessTyped("Authorization", $"Basic {credentials}", "-a", "-H");
        }

        if (request.Cookies.Count > 0)
        {
            // RFC 6265 §5.4: there is one Cookie field at most.
            headers.Append("Cookie", "; ", string.Join("; ", request.Cookies));
        }

        if (request.NoKeepAlive || request.RequestsPerConnection == 1)
        {
            headers.AddUnlessTyped(
                "Connection", "close", request.NoKeepAlive ? "--no-keepalive" : "--requests-per-connection", "-H");
        }
    }

    private static (byte[]? Body, string? Type) BodyOf(RequestOptions request)
    {
        if (request.Form.Count > 0)
        {
            return FormBody.Make([.. request.Form]);
        }

        return request.Body switch
        {
            null => (null, null),
            "@-" => WithType(ReadInput(), path: null),
            ['@', .. string path] => WithType(File.ReadAllBytes(path), path),
            _ => WithType(Encoding.UTF8.GetBytes(request.Body), path: null),
        };
    }

    private static (byte[] Body, string Type) WithType(byte[] body, string? path) => (body, MediaType.Of(body, path));

    private static byte[] ReadInput()
    {
        using Stream input = Console.OpenStandardInput();
        using MemoryStream copy = new();
        input.CopyTo(copy);
        return copy.ToArray();
    }
}
