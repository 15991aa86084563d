using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text;
using FastHttp;
using FastHttp.Http1;
using FastHttp.Messages;
using Testing.Responses;

namespace Testing;

/// <summary>
/// Drives a response reader as a connection does: keeps what was not consumed, presents it again with more behind it,
/// notices surplus bytes and the end of the stream. One driver may run many exchanges, on one reader, one after the
/// other.
/// </summary>
internal sealed class ReaderDriver(FastHttpOptions options)
{
    private readonly ResponseReader _reader = new(options.Times.Limits);
    private byte[] _pending = new byte[1024];
    private int _count;

    internal ResponseReader Reader => _reader;

    /// <summary>Bytes of the response, surplus left out.</summary>
    internal long Consumed { get; private set; }

    /// <summary>Runs one exchange; null if it has not ended with the bytes and the stream is left open.</summary>
    internal ResponseOutcome? Run(
        WireForm form, RequestTraits traits, bool closesAfter, FastHttpResponse response, bool resets = false)
    {
        ParseStatus status = Feed(form, traits, closesAfter, response, resets, out bool hasSurplus);
        return status switch
        {
            ParseStatus.NeedMore => null,
            ParseStatus.Invalid => new ResponseOutcome { Error = _reader.Error },
            _ => Observe(response, End(hasSurplus || closesAfter)),
        };
    }

    /// <summary>The same, when the caller does not keep the response.</summary>
    internal ParseStatus Feed(
        WireForm form,
        RequestTraits traits,
        bool closesAfter,
        FastHttpResponse? response,
        bool resets,
        out bool hasSurplus)
    {
        _count = 0;
        Consumed = 0;
        hasSurplus = false;
        _reader.Begin(traits, response);
        ParseStatus status = ParseStatus.NeedMore;
        foreach (ReadOnlyMemory<byte> segment in form.Segments)
        {
            if (status == ParseStatus.NeedMore)
            {
                status = Push(segment.Span);
                hasSurplus = _count > 0 && status == ParseStatus.Done;
            }
            else
            {
                hasSurplus |= status == ParseStatus.Done;
            }
        }

        return status == ParseStatus.NeedMore && closesAfter ? _reader.ReadEnd(resets, _count) : status;
    }

    /// <summary>Copies a response into an outcome.</summary>
    internal static ResponseOutcome Observe(FastHttpResponse response, MessageEnd end)
    {
        List<(string Name, string Value)> fields = [];
        foreach (HttpField field in response.Headers)
        {
            fields.Add((Encoding.Latin1.GetString(field.Name), Encoding.Latin1.GetString(field.Value)));
        }

        List<(string Name, string Value)> trailers = [];
        foreach (HttpField field in response.Trailers)
        {
            trailers.Add((Encoding.Latin1.GetString(field.Name), Encoding.Latin1.GetString(field.Value)));
        }

        return new ResponseOutcome
        {
            StatusCode = response.StatusCode,
            Reason = Encoding.Latin1.GetString(response.ReasonPhrase),
            Fields = fields,
            Trailers = trailers,
            Body = Encoding.Latin1.GetString(response.Body.ToArray()),
            End = end,
        };
    }

    private ParseStatus Push(ReadOnlySpan<byte> segment)
    {
        if (_pending.Length - _count < segment.Length)
        {
            Array.Resize(ref _pending, Math.Max(_pending.Length * 2, _count + segment.Length));
        }

        segment.CopyTo(_pending.AsSpan(_count));
        _count += segment.Length;
        ParseStatus status = _reader.Read(_pending.AsSpan(0, _count), out int consumed);
        Consumed += consumed;
        _pending.AsSpan(consumed, _count - consumed).CopyTo(_pending);
        _count -= consumed;
        return status;
    }

    private MessageEnd End(bool isSpoilt)
    {
        if (_reader.IsTunnel)
        {
            return MessageEnd.Tunnel;
        }

        return _reader.KeepAlive && !isSpoilt ? MessageEnd.Keep : MessageEnd.Close;
    }
}
