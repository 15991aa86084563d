using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Tests.Transports;
using Testing.Responses;

namespace FastHttp.Tests.Faults;

/// <summary>
/// The table of responses through the runtime's own client: where that decides otherwise than we do, the difference is
/// in the list, with its reason. A difference that goes away is told as well.
/// </summary>
public sealed class DifferentialTests
{
    // Where HttpClient decides otherwise, and why we do not.
    private static readonly Dictionary<string, string> s_differences = new()
    {
        ["A25"] = "it waits for the end of a line that no HTTP server would begin so",
        ["A28"] = "it takes any three digits; RFC 9110 §15 knows no code below 100",
        ["A29"] = "it keeps control bytes in the reason, which is permitted",
        ["B05"] = "it trims the blank; RFC 9112 §5.1 has a client take it for an attack or an error",
        ["B08"] = "it lets NUL stand in a value; RFC 9110 §5.5 has a recipient refuse or replace it",
        ["B10"] = "it takes a lone CR for a blank, which RFC 9112 §2.2 permits; we refuse it",
        ["B11"] = "it keeps control bytes, which is permitted; we refuse them",
        ["B25"] = "as B11",
        ["C04"] = "it takes a list for no length; RFC 9110 §8.6 permits identical numbers",
        ["C06"] = "it believes one of two lengths; RFC 9112 §6.3 (5) has that be an error",
        ["C07"] = "as C08",
        ["C08"] = "it takes a length that it cannot read for none, and reads to the end of the connection",
        ["C09"] = "as C08",
        ["C10"] = "as C08",
        ["C11"] = "as C08",
        ["C12"] = "as C08",
        ["C13"] = "as C08",
        ["C14"] = "as C08",
        ["C20"] = "as C08",
        ["C21"] = "as C08",
        ["C22"] = "as C08",
        ["D04"] = "it reads a coding that nobody asked for; RFC 9112 §6.1 gives a server no licence to it",
        ["D06"] = "it reads to the end where chunked is not last, which RFC 9112 §6.3 (4) permits",
        ["D07"] = "it knows a coding that RFC 9112 §7 does not",
        ["D08"] = "it takes an empty coding for none, and believes the length beside it",
        ["D09"] = "it takes chunked twice for chunked once",
        ["D10"] = "it takes a coding from HTTP/1.0; RFC 9112 §6.1 says to treat that as faulty",
        ["D11"] = "as D06",
        ["D12"] = "it joins a folded coding, and reads to the end; parsers differ there, so we refuse it",
        ["D13"] = "it ignores a length beside a coding, also one that is none",
        ["D15"] = "it takes a quoted coding for none, and reads to the end",
        ["E13"] = "it ends chunk lines at a bare LF; erratum 7633 to RFC 9112 §7.1",
        ["E14"] = "as E13",
        ["E23"] = "as B08",
        ["G07"] = "it hands out the 101 and its stream; nobody has asked for an upgrade",
    };

    public static IEnumerable<object[]> Ids() => ResponseCases.All
        .Where(row => row.Traits is RequestTraits.None or RequestTraits.Head && row.MaxHeadBytes == 64 * 1024
            && row is { MaxBodyBytes: long.MaxValue, MaxHeaderCount: 256, MaxInterimResponses: 100 })
        .Select(row => new object[] { row.Id });

    [Theory, MemberData(nameof(Ids))]
    public async Task X83_the_runtimes_client_agrees_or_the_difference_has_a_reason(string id)
    {
        ResponseCase row = ResponseCases.Get(id);
        string theirs = await AskHttpClientAsync(row);
        string ours = row.Expected.Error == HttpError.None
            ? $"{row.Expected.StatusCode} {row.Expected.Body}"
            : "refused";
        Assert.True(
            ours == theirs != s_differences.ContainsKey(id),
            $"{row}: ours {ours}, theirs {theirs}");
    }

    // Status and body, or that it was refused, or that it waits for more.
    private static async Task<string> AskHttpClientAsync(ResponseCase row)
    {
        CannedStream stream = new(row.Wire, row.ClosesAfter);
        using SocketsHttpHandler handler = new()
        {
            ConnectCallback = (_, _) => new ValueTask<Stream>(stream),
            UseCookies = false,
            AllowAutoRedirect = false,
            UseProxy = false,
            MaxResponseHeadersLength = 128,
        };
        using HttpMessageInvoker client = new(handler);
        using CancellationTokenSource stop = new();
        using HttpRequestMessage request = new(
            row.Traits == RequestTraits.Head ? HttpMethod.Head : HttpMethod.Get, "http://peer/");
        Task<string> answer = ReadAsync(client, request, stop.Token);
        TimeSpan patience = TimeSpan.FromMilliseconds(Patience.Milliseconds);
        if (await Task.WhenAny(answer, stream.Starved).WaitAsync(patience) != answer)
        {
            await stop.CancelAsync();
            return await answer.WaitAsync(patience) == "canceled" ? "waits" : await answer;
        }

        return await answer;
    }

    private static async Task<string> ReadAsync(
        HttpMessageInvoker client, HttpRequestMessage request, CancellationToken stop)
    {
        try
        {
            using HttpResponseMessage response = await client.SendAsync(request, stop);
            byte[] body = await response.Content.ReadAsByteArrayAsync(stop);
            return $"{(int)response.StatusCode} {Encoding.Latin1.GetString(body)}";
        }
        catch (OperationCanceledException)
        {
            return "canceled";
        }
        catch (Exception refused) when (refused is HttpRequestException or IOException)
        {
            return "refused";
        }
    }
}
