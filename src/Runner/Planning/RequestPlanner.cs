using System;
using System.IO;
using System.Text;
using FastHttp.Load;
using FastHttp.Load.Planning;
using Runner.Options;

namespace Runner.Planning;

// The request options → what is asked for, or the first reason why not.
internal static class RequestPlanner
{
    /// <summary>Adds what is asked for to options that say how much.</summary>
    /// <param name="typed">Those options.</param>
    /// <param name="request">What was typed about the request.</param>
    /// <param name="headers">The typed fields; those that the options imply are added, unless they were typed.</param>
    public static (LoadOptions? Typed, string? Error) Plan(
        LoadOptions typed, RequestOptions request, HeaderList headers)
    {
        if (request.Method?.Equals("CONNECT", StringComparison.OrdinalIgnoreCase) == true)
        {
            return (null, "-m CONNECT is not a request that a load can repeat; -x goes through a proxy");
        }

        try
        {
            (byte[]? body, string? type) = BodyOf(request);
            AddFields(request, headers, type);
            return (typed with
            {
                Method = request.Method ?? (body is null ? "GET" : "POST"),
                Headers = headers.Pairs,
                Body = body is null ? (ReadOnlyMemory<byte>?)null : body,
            }, null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return (null, $"cannot read the body ({failure.Message}) Check the path after '@'");
        }
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
