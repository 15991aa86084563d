using System;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;

namespace FastHttp.Tests.SideBySide;

/// <summary>What a behaviour was, as a text that can be compared.</summary>
internal static class Outcome
{
    /// <summary>A response with all of its body, or the failure.</summary>
    public static async Task<string> OfAsync(Side side, Task<HttpResponseMessage> call)
    {
        using HttpResponseMessage response = await call;
        StringBuilder text = new();
        text.Append($"HTTP/{response.Version} {(int)response.StatusCode} {response.ReasonPhrase}");
        foreach (var field in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            text.Append($"\n{field.Key}: {string.Join('|', field.Value)}");
        }

        byte[] body = await response.Content.ReadAsByteArrayAsync();
        text.Append($"\n\n{Encoding.Latin1.GetString(body)}");
        foreach (var field in response.TrailingHeaders.NonValidated)
        {
            text.Append($"\ntrailer {field.Key}: {string.Join('|', field.Value)}");
        }

        text.Append($"\nfrom {response.RequestMessage!.Method} {response.RequestMessage.RequestUri}");
        return side.Plain(text.ToString());
    }

    /// <summary>The kind of a failure: what a program can tell apart.</summary>
    public static string Of(Exception failure)
    {
        string text = failure.GetType().Name;
        text += failure switch
        {
            HttpRequestException request => $" {request.HttpRequestError} {request.StatusCode}",
            HttpIOException io => $" {io.HttpRequestError}",
            TaskCanceledException canceled => canceled.InnerException is TimeoutException
                ? " timeout"
                : $" {canceled.CancellationToken.IsCancellationRequested}",
            _ => "",
        };

        // Why a cancelled wait ended is the wait's own business.
        Type last = failure.GetType();
        for (Exception? inner = failure.InnerException;
            inner is not null && failure is not TaskCanceledException;
            inner = inner.InnerException)
        {
            Type type = inner.GetType();
            while (!type.IsVisible)
            {
                type = type.BaseType!;
            }

            // HttpException holds what only this library knows. A kind that is told twice is one to look for. Callers
            // cannot look for one that is the runtime's own.
            bool isToldApart = type != typeof(HttpException) && type != typeof(Exception) && type != last;
            text += isToldApart ? $" < {type.Name}" : "";
            last = type;
        }

        return text;
    }
}
