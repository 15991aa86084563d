using System;
using System.IO.Pipelines;
using System.Threading.Tasks;
using FastHttp.Http1;
using FastHttp.Messages;
using Testing;

namespace FastHttp.Tests.Http1;

/// <summary>
/// Nothing is allocated once warm: reading, keeping, writing, renting. Release only: Debug builds allocate for
/// themselves.
/// </summary>
public class AllocationTests
{
    public static TheoryData<string> SampleNames() =>
    [
        nameof(WireSamples.Nginx), nameof(WireSamples.KestrelChunked), nameof(WireSamples.ChunkedWithTrailers),
        nameof(WireSamples.EarlyHints), nameof(WireSamples.NoContent), nameof(WireSamples.UntilClose),
    ];

    [Fact]
    public void The_check_can_fail()
    {
        object? kept = null;
        Assert.Throws<InvalidOperationException>(() => AllocationAssert.Zero(() => kept = new object()));
        Assert.NotNull(kept);
    }

    [Fact]
    public void The_check_sees_one_allocation_in_each_measurement()
    {
        int round = 0;
        object? kept = null;
        Assert.Throws<InvalidOperationException>(
            () => AllocationAssert.Zero(() => kept = ++round % 700 == 0 ? new object() : kept));
        Assert.NotNull(kept);
    }

    [Theory, MemberData(nameof(SampleNames))]
    public void Reading(string sample)
    {
        byte[] wire = Get(sample);
        ResponseReader reader = new(ResponseLimits.Default);
        using FastHttpResponse response = FastHttpResponse.Rent();
        AllocationAssert.Zero(() => ReadWhole(reader, wire, response));
        AllocationAssert.Zero(() => ReadWhole(reader, wire, null));
        AllocationAssert.Zero(() => ReadInParts(reader, wire, response));
    }

    [Fact]
    public void Reading_heads_that_differ()
    {
        ResponseReader reader = new(ResponseLimits.Default);
        using FastHttpResponse response = FastHttpResponse.Rent();
        AllocationAssert.Zero(() =>
        {
            ReadWhole(reader, WireSamples.Nginx, response);
            ReadWhole(reader, WireSamples.NginxNextSecond, response);
            ReadWhole(reader, WireSamples.KestrelChunked, response);
        });
    }

    [Fact]
    public void Failing()
    {
        byte[][] wires = ["SSH-2.0"u8.ToArray(), "HTTP/1.1 200 OK\r\nA b\r\n\r\n"u8.ToArray()];
        ResponseReader reader = new(ResponseLimits.Default);
        AllocationAssert.Zero(() =>
        {
            foreach (byte[] wire in wires)
            {
                reader.Begin(RequestTraits.None, null);
                if (reader.Read(wire, out _) != ParseStatus.Invalid)
                {
                    throw new InvalidOperationException("The response was not refused.");
                }
            }
        });
    }

    [Fact]
    public void Looking_into_a_response()
    {
        ResponseReader reader = new(ResponseLimits.Default);
        using FastHttpResponse response = FastHttpResponse.Rent();
        ReadWhole(reader, WireSamples.ChunkedWithTrailers, response);
        int total = 0;
        AllocationAssert.Zero(() =>
        {
            foreach (HttpField field in response.Headers)
            {
                total += field.Name.Length + field.Value.Length;
            }

            total += response.Headers.TryGet("trailer"u8, out ReadOnlySpan<byte> value) ? value.Length : 0;
            total += response.Trailers.TryGet("x-sum"u8, out value) ? value.Length : 0;
            total += (int)response.Body.Length;
        });
        Assert.True(total > 0);
    }

    [Fact]
    public void Renting_writing_and_returning()
    {
        Pipe pipe = new(new PipeOptions(
            readerScheduler: PipeScheduler.Inline,
            writerScheduler: PipeScheduler.Inline,
            useSynchronizationContext: false));
        byte[] body = new byte[100];

        // Other tests return messages that have never had a buffer to the shared pool.
        MessagePool pool = new(capacity: 1, checks: null);
        AllocationAssert.Zero(() =>
        {
            using FastHttpRequest request = pool.RentRequest();
            using FastHttpResponse response = pool.RentResponse();
            request.Method = "POST"u8;
            request.SetUri("http://127.0.0.1:8080/user/123?q=1"u8);
            request.Headers.Set("accept"u8, "application/json"u8);
            request.Headers.Add("X-Id"u8, "1"u8);
            request.SetBody(body);
            Write(request, pipe.Writer);
            pipe.Reader.TryRead(out ReadResult result);
            pipe.Reader.AdvanceTo(result.Buffer.End);
        });
    }

    [ReleaseFact]
    public void Writing_a_produced_body()
    {
        Pipe pipe = new(new PipeOptions(
            readerScheduler: PipeScheduler.Inline,
            writerScheduler: PipeScheduler.Inline,
            useSynchronizationContext: false));
        using FastHttpRequest request = FastHttpRequest.Rent();
        request.SetUri("http://h/"u8);
        byte[] body = new byte[100];
        AllocationAssert.Zero(() =>
        {
            request.SetBodyWriter(body, static (state, output, _) =>
            {
                state.CopyTo(output.GetMemory(state.Length));
                output.Advance(state.Length);
                return default;
            });
            Write(request, pipe.Writer);
            pipe.Reader.TryRead(out ReadResult result);
            pipe.Reader.AdvanceTo(result.Buffer.End);
        });
    }

    private static void Write(FastHttpRequest request, PipeWriter output)
    {
        ValueTask<HttpError> writing = RequestWriter.WriteAsync(request, output, default);
        if (!writing.IsCompletedSuccessfully || writing.Result != HttpError.None)
        {
            throw new InvalidOperationException("The request was not written at once.");
        }
    }

    private static byte[] Get(string sample) => (byte[])typeof(WireSamples).GetProperty(sample)!.GetValue(null)!;

    private static void ReadWhole(ResponseReader reader, byte[] wire, FastHttpResponse? response)
    {
        reader.Begin(RequestTraits.None, response);
        ParseStatus status = reader.Read(wire, out _);
        status = status == ParseStatus.NeedMore ? reader.ReadEnd(reset: false, 0) : status;
        if (status != ParseStatus.Done)
        {
            throw new InvalidOperationException($"{status} {reader.Error}");
        }
    }

    private static void ReadInParts(ResponseReader reader, byte[] wire, FastHttpResponse? response)
    {
        reader.Begin(RequestTraits.None, response);
        int start = 0;
        ParseStatus status = ParseStatus.NeedMore;
        for (int end = 1; end <= wire.Length && status == ParseStatus.NeedMore; end++)
        {
            status = reader.Read(wire.AsSpan(start, end - start), out int consumed);
            start += consumed;
        }

        if (status == ParseStatus.Invalid)
        {
            throw new InvalidOperationException($"{reader.Error}");
        }
    }
}
