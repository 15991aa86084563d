using System;
using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Threading.Tasks;

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Runner.Serving;

/// <summary>
/// What the embedded target answers. Dispatched by hand on the first path segment: the target has to be cheaper than
/// what loads it, and has too few routes for a router. Runs on Kestrel's threads.
/// </summary>
internal static class TargetRoutes
{
    /// <summary>The largest body that is made or read, in bytes.</summary>
    public const int MaxBodyBytes = 64 * 1024 * 1024;

    private const int MaxDelayMs = 60_000;
    private const int MaxIdDigits = 18;

    // Bytes written between two flushes; a chunk of /chunked is as long.
    private const int BlockBytes = 16 * 1024;

    private const string Help = """
        The embedded target of runner. Every route answers at once unless it says otherwise.

        GET /user/{id}     small JSON: {"id":123,"name":"user 123"}
        GET /bytes/{n}     n bytes with Content-Length, n up to 67108864
        GET /chunked/{n}   n bytes in chunks of 16384, n up to 67108864
        /status/{code}     an empty answer with that status, 200 to 599
        /delay/{ms}        an empty 200 after that time, up to 60000 ms
        /echo              the request, as it was understood, as the body of the answer
        /close             an answer after which the connection is closed

        """;

    private static readonly byte[] s_help = Encoding.UTF8.GetBytes(Help);
    private static readonly byte[] s_block = CreateBlock();

    /// <summary>Answers one request.</summary>
    public static Task HandleAsync(HttpContext context)
    {
        ReadOnlySpan<char> path = context.Request.Path.Value;
        path = path.IsEmpty ? path : path[1..];
        int slash = path.IndexOf('/');
        ReadOnlySpan<char> name = slash < 0 ? path : path[..slash];
        ReadOnlySpan<char> argument = slash < 0 ? default : path[(slash + 1)..];
        return name switch
        {
            "user" when slash >= 0 => ReadOnly(context) ? User(context, argument) : MethodNotAllowed(context),
            "bytes" when slash >= 0 => ReadOnly(context) ? Bytes(context, argument) : MethodNotAllowed(context),
            "chunked" when slash >= 0 => ReadOnly(context) ? Chunked(context, argument) : MethodNotAllowed(context),
            "status" when slash >= 0 => Status(context, argument),
            "delay" when slash >= 0 => Delay(context, argument),
            "echo" when slash < 0 => Echo(context),
            "close" when slash < 0 => Close(context),
            "" => ReadOnly(context) ? Text(context, s_help) : MethodNotAllowed(context),
            _ => Text(context, "There is no such route. GET / lists them.\n"u8, StatusCodes.Status404NotFound),
        };
    }

    private static Task User(HttpContext context, ReadOnlySpan<char> id)
    {
        if (id.Length > MaxIdDigits
            || !long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
        {
            return BadRequest(context, $"/user/{{id}} takes a number of 1 to {MaxIdDigits} digits.");
        }

        // Twice the digits and 22 bytes around them; written by hand to keep the seed case of every test cheap.
        Span<byte> json = stackalloc byte[64];
        int length = Append(json, 0, "{\"id\":"u8);
        length = Append(json, length, number);
        length = Append(json, length, ",\"name\":\"user "u8);
        length = Append(json, length, number);
        length = Append(json, length, "\"}"u8);

        context.Response.ContentType = "application/json";
        return Body(context, json[..length]);
    }

    private static Task Bytes(HttpContext context, ReadOnlySpan<char> argument)
    {
        if (!TryParse(argument, 0, MaxBodyBytes, out int count))
        {
            return BadRequest(context, $"/bytes/{{n}} takes a number from 0 to {MaxBodyBytes}.");
        }

        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = count;
        return count <= BlockBytes ? Body(context, s_block.AsSpan(0, count)) : WriteBlocks(context.Response, count);
    }

    private static Task Chunked(HttpContext context, ReadOnlySpan<char> argument)
    {
        if (!TryParse(argument, 0, MaxBodyBytes, out int count))
        {
            return BadRequest(context, $"/chunked/{{n}} takes a number from 0 to {MaxBodyBytes}.");
        }

        context.Response.ContentType = "application/octet-stream";
        return StartAndWrite(context.Response, count);

        static async Task StartAndWrite(HttpResponse response, int count)
        {
            // A head that leaves before the length is known has to be chunked, however short the body is.
            await response.StartAsync().ConfigureAwait(false);
            await WriteBlocks(response, count).ConfigureAwait(false);
        }
    }

    private static Task Status(HttpContext context, ReadOnlySpan<char> argument)
    {
        // 1xx are interim: Kestrel sends those that the protocol asks for by itself.
        if (!TryParse(argument, 200, 599, out int code))
        {
            return BadRequest(context, "/status/{code} takes a number from 200 to 599.");
        }

        context.Response.StatusCode = code;
        return Task.CompletedTask;
    }

    private static Task Delay(HttpContext context, ReadOnlySpan<char> argument) =>
        TryParse(argument, 0, MaxDelayMs, out int delayMs)
            ? Task.Delay(delayMs, context.RequestAborted)
            : BadRequest(context, $"/delay/{{ms}} takes a number from 0 to {MaxDelayMs}.");

    private static Task Echo(HttpContext context)
    {
        StringBuilder head = new();
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        head.Append(CultureInfo.InvariantCulture, $"{context.Request.Method} {target} {context.Request.Protocol}\r\n");
        foreach (var (name, values) in context.Request.Headers)
        {
            foreach (string? value in values)
            {
                head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
            }
        }

        context.Response.ContentType = "message/http";
        return Write(context, Encoding.UTF8.GetBytes(head.Append("\r\n").ToString()));

        static async Task Write(HttpContext context, byte[] head)
        {
            context.Response.ContentLength = head.Length + context.Request.ContentLength;
            await context.Response.BodyWriter.WriteAsync(head).ConfigureAwait(false);
            await context.Request.BodyReader.CopyToAsync(context.Response.BodyWriter).ConfigureAwait(false);
        }
    }

    private static Task Close(HttpContext context)
    {
        context.Response.Headers.Connection = "close";
        return Text(context, "closed\n"u8);
    }

    private static bool ReadOnly(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);

    private static Task MethodNotAllowed(HttpContext context)
    {
        context.Response.Headers.Allow = "GET, HEAD";
        return Text(context, "This route answers GET and HEAD.\n"u8, StatusCodes.Status405MethodNotAllowed);
    }

    private static Task BadRequest(HttpContext context, string message) =>
        Text(context, Encoding.UTF8.GetBytes(message + "\n"), StatusCodes.Status400BadRequest);

    private static Task Text(HttpContext context, ReadOnlySpan<byte> text, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return Body(context, text);
    }

    private static Task Body(HttpContext context, ReadOnlySpan<byte> body)
    {
        context.Response.ContentLength = body.Length;
        context.Response.BodyWriter.Write(body);
        return Task.CompletedTask;  // Kestrel flushes what is left when the request ends.
    }

    private static async Task WriteBlocks(HttpResponse response, int count)
    {
        PipeWriter writer = response.BodyWriter;
        for (int left = count; left > 0; left -= BlockBytes)
        {
            ReadOnlyMemory<byte> block = s_block.AsMemory(0, Math.Min(left, BlockBytes));
            FlushResult flush = await writer.WriteAsync(block).ConfigureAwait(false);
            if (flush.IsCompleted)
            {
                return;  // The client has gone.
            }
        }
    }

    private static bool TryParse(ReadOnlySpan<char> text, int least, int most, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
            && value >= least && value <= most;

    private static int Append(Span<byte> buffer, int length, ReadOnlySpan<byte> text)
    {
        text.CopyTo(buffer[length..]);
        return length + text.Length;
    }

    private static int Append(Span<byte> buffer, int length, long number)
    {
        Utf8Formatter.TryFormat(number, buffer[length..], out int written);
        return length + written;
    }

    private static byte[] CreateBlock()
    {
        // Readable, and a shift by any amount under 62 shows.
        ReadOnlySpan<byte> alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8;
        byte[] block = new byte[BlockBytes];
        for (int index = 0; index < block.Length; index++)
        {
            block[index] = alphabet[index % alphabet.Length];
        }

        return block;
    }
}
