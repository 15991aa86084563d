using System;
using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Tests.Transports;
using FastHttp.Transports;
using Testing;

namespace FastHttp.Tests.Client;

/// <summary>
/// Callers on several threads, whose connections end after a call or within one and become the next ones, cancel at
/// any time: each gets its own answer, and the client ends with nothing held.
/// </summary>
public sealed class NextLifeRaceTests
{
    private const int Users = 6;
    private const int Calls = 150;

    private static readonly X509Certificate2 s_certificate = TestCertificate.Create("localhost");

    [Theory, InlineData("epoll", false), InlineData("epoll", true), InlineData("sockets", false)]
    [InlineData("sockets", true)]
    public async Task Each_call_gets_its_own_answer(string transport, bool isTls)
    {
        using FaultServer server = new(connection => ServeAsync(connection, isTls));
        SslClientAuthenticationOptions tls = TlsKind.OpenSsl.Of(TestTls.Trusting(s_certificate));
        tls.TargetHost = "localhost";
        HttpEndPoint endPoint = isTls
            ? HttpEndPoint.Https("127.0.0.1", server.EndPoint.Port)
            : HttpEndPoint.Http("127.0.0.1", server.EndPoint.Port);
        await using FastHttpClient client = new(new()
        {
            Transport = TransportSelector.Select(transport, out _),
            LoopCount = 2,
            MaxConnectionsPerServer = 4,
            SslOptions = isTls ? tls : null,
        });
        Task<int>[] users = new Task<int>[Users];
        for (int user = 0; user < Users; user++)
        {
            int seed = user;
            users[user] = Task.Run(() => CallAsync(client, endPoint, new Random(seed), seed * Calls));
        }

        int succeeded = 0;
        foreach (Task<int> user in users)
        {
            succeeded += await user;
        }

        // Every fourth call of a user is not cancelled.
        Assert.InRange(succeeded, Users * Calls / 10, Users * Calls);
        Assert.NotEqual(0, client.MadeOfLastIn(endPoint));
        PoolStatistics rest = client.GetStatistics(endPoint);
        Assert.Equal((0, 0), (rest.InUse, rest.Waiting));
    }

    private static async Task<int> CallAsync(FastHttpClient client, HttpEndPoint endPoint, Random random, int first)
    {
        using FastHttpRequest request = client.RentRequest();
        using FastHttpResponse response = client.RentResponse();
        int succeeded = 0;
        for (int number = first; number < first + Calls; number++)
        {
            using CancellationTokenSource source = new();
            request.SetTarget(endPoint, Encoding.ASCII.GetBytes($"/{number}"));
            ResponseOptions options = random.Next(2) == 0 ? ResponseOptions.StreamBody : ResponseOptions.None;
            ValueTask<HttpError> call = client.SendNoThrowAsync(request, response, options, source.Token);
            Thread.SpinWait(random.Next(20_000));
            if (number % 4 != 0)
            {
                await source.CancelAsync();
            }

            HttpError error = await call;
            if (error == HttpError.None && await ReadAsync(response, options, random) is { } body)
            {
                Assert.StartsWith($"{number} ", body, StringComparison.Ordinal);
                succeeded++;
            }
        }

        return succeeded;
    }

    // Null where the body did not come to its end, or was not wanted.
    private static async Task<string?> ReadAsync(FastHttpResponse response, ResponseOptions options, Random random)
    {
        if (options == ResponseOptions.None)
        {
            return Encoding.ASCII.GetString(response.BodySpan);
        }

        if (random.Next(3) == 0)
        {
            await response.DrainBodyAsync();
            return null;
        }

        StringBuilder text = new();
        while (true)
        {
            BodyReadResult read = await response.ReadBodyNoThrowAsync();
            if (read.Error != HttpError.None)
            {
                return null;
            }

            text.Append(Encoding.ASCII.GetString(read.Buffer));
            response.AdvanceBody(read.Buffer.End);
            if (read.IsCompleted)
            {
                return text.ToString();
            }
        }
    }

    // The number of the request is that of the answer, and decides how the connection goes on.
    private static async Task ServeAsync(FaultConnection connection, bool isTls)
    {
        await using SslStream? stream = isTls ? await connection.SecureAsync(s_certificate) : null;
        while (await connection.ReadRequestAsync() is { } head)
        {
            int number = int.Parse(head.Split(' ')[1].AsSpan(1), CultureInfo.InvariantCulture);
            string body = $"{number} {new string('x', 200)}";
            string fields = number % 3 == 0 ? "Connection: close\r\n" : "";
            string answer = $"HTTP/1.1 200 OK\r\n{fields}Content-Length: {body.Length}\r\n\r\n{body}";
            int cut = number % 5 == 0 ? answer.Length - 100 : answer.Length;
            await connection.SendAsync(answer[..cut]);
            if (number % 3 == 0 || number % 5 == 0)
            {
                break;
            }
        }
    }
}
