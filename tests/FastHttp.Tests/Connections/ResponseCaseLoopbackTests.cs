using System;
using System.Threading.Tasks;
using FastHttp.Tests.Transports;
using FastHttp.Transports;
using Testing;
using Testing.Responses;

namespace FastHttp.Tests.Connections;

/// <summary>Every row of the response table over real sockets, on each transport that has them.</summary>
public class ResponseCaseLoopbackTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(Patience.Milliseconds);

    public static TheoryData<string, string> Rows()
    {
        TheoryData<string, string> rows = [];
        foreach (object[] id in ResponseCases.Ids())
        {
            rows.Add("epoll", (string)id[0]);
            rows.Add("sockets", (string)id[0]);
        }

        return rows;
    }

    [Theory, MemberData(nameof(Rows))]
    public async Task Whole_and_in_pieces(string transport, string id)
    {
        ResponseCase row = ResponseCases.Get(id);
        using TransportLoop loop = TransportSelector.Select(transport, out _).CreateLoop(id);
        await Run(loop, row, WireForms.Whole(row.Wire));
        if (!row.WholeOnly)
        {
            await Run(
                loop, row, row.Wire.Length < 300 ? WireForms.ByteByByte(row.Wire) : WireForms.Blocks(row.Wire, 256));
        }
    }

    private static async Task Run(TransportLoop loop, ResponseCase row, WireForm form)
    {
        using ScriptedServer server = new(form.Segments, row.ClosesAfter);
        await using HttpConnection connection = await HttpConnection.OpenAsync(
            HttpEndPoint.Http("127.0.0.1", server.EndPoint.Port), row.Options, loop);
        using FastHttpResponse response = FastHttpResponse.Rent();
        HttpError error = await connection
            .SendNoThrowAsync(PreparedRequest.CreateRaw("GET / HTTP/1.1\r\nHost: peer\r\n\r\n"u8, row.Traits), response)
            .AsTask().WaitAsync(s_patience);

        // What follows the response may come later than the response, so the end is waited for.
        string? difference = Check(row, error, response, connection);
        long deadline = Environment.TickCount64 + Patience.Milliseconds;
        while (difference is not null && Environment.TickCount64 < deadline)
        {
            await Task.Delay(5);
            difference = Check(row, error, response, connection);
        }

        Assert.True(difference is null, $"{difference}\n{form}");
    }

    private static string? Check(
        ResponseCase row, HttpError error, FastHttpResponse response, HttpConnection connection)
    {
        MessageEnd end = (row.Expected.End, connection.IsOpen) switch
        {
            (MessageEnd.Tunnel, _) => MessageEnd.Tunnel,
            (_, true) => MessageEnd.Keep,
            _ => MessageEnd.Close,
        };
        return row.Check(error == HttpError.None
            ? ReaderDriver.Observe(response, end)
            : new ResponseOutcome { Error = error });
    }
}
