using System.Collections.Generic;
using System.Threading.Tasks;
using Testing;
using Testing.Responses;

namespace FastHttp.Tests.Connections;

/// <summary>Every row of the response table, through a connection on the memory transport, in every form.</summary>
public class ResponseCaseConnectionTests
{
    public static IEnumerable<object[]> Ids() => ResponseCases.Ids();

    [Theory, MemberData(nameof(Ids))]
    public void Whole_and_byte_by_byte(string id)
    {
        ResponseCase row = ResponseCases.Get(id);
        Run(row, WireForms.Whole(row.Wire));
        if (!row.WholeOnly)
        {
            Run(row, WireForms.ByteByByte(row.Wire));
        }
    }

    [Theory, MemberData(nameof(Ids))]
    public void Split_at_every_offset(string id)
    {
        ResponseCase row = ResponseCases.Get(id);
        if (row.Wire.Length > 4000)
        {
            // Long rows are long by repetition: a stride meets every kind of offset.
            for (int size = 97; size < row.Wire.Length; size += 997)
            {
                Run(row, WireForms.Blocks(row.Wire, size));
            }

            return;
        }

        foreach (WireForm form in WireForms.Splits(row.Wire))
        {
            Run(row, form);
        }
    }

    private static void Run(ResponseCase row, WireForm form)
    {
        ScriptedPeer peer = new();
        peer.Answer(form.Segments, row.ClosesAfter);
        HttpConnection connection = TestConnection.Open(peer.Loop, row.Options);
        using FastHttpResponse response = FastHttpResponse.Rent();
        ValueTask<HttpError> exchange = connection.SendNoThrowAsync(
            PreparedRequest.CreateRaw("GET / HTTP/1.1\r\nHost: peer\r\n\r\n"u8, row.Traits), response);

        Assert.True(exchange.IsCompleted, $"{row} has not ended, {form}");
        HttpError error = exchange.Result;
        MessageEnd end = (row.Expected.End, connection.IsOpen) switch
        {
            (MessageEnd.Tunnel, _) => MessageEnd.Tunnel,
            (_, true) => MessageEnd.Keep,
            _ => MessageEnd.Close,
        };
        ResponseOutcome outcome = error == HttpError.None
            ? ReaderDriver.Observe(response, end)
            : new ResponseOutcome { Error = error };
        Assert.True(row.Check(outcome) is null, $"{row.Check(outcome)}\n{form}");
        Assert.Equal(0, connection.PendingCount);
    }
}
