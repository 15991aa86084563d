using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Load;
using Testing;

namespace LoadFace.Tests.Scenarios;

/// <summary>What the author of a user is shown of one turn.</summary>
public sealed class UserTraceTests
{
    private static readonly byte[] s_response =
        "HTTP/1.1 200 OK\r\nContent-Length: 11\r\nX-Own: 1\r\n\r\n{\"price\":7}"u8.ToArray();

    // The target is that of each test.
    private static readonly LoadOptions s_options = RealTarget.At("http://127.0.0.1:1/");

    [Fact]
    public async Task One_turn_is_shown_with_all_that_happens()
    {
        (bool isGood, string[] lines) = await TraceAsync(static async user =>
        {
            LoadResponse item = await user.PostAsync("/items", LoadBody.Text("seven", "text/plain"));
            user.Check("answered", item.StatusCode == 200, item);
            await user.ThinkAsync(TimeSpan.FromMilliseconds(1));
            user.Check("cheap", condition: false, item);
            await user.BatchAsync(LoadCall.Get("/a"), LoadCall.Get("/b"));
        });

        Assert.False(isGood);
        Assert.Equal(
            [
                "> POST /items HTTP/1.1", "> Host: HOST", "> Content-Type: text/plain", "> Content-Length: 5", ">",
                "> seven", "< HTTP/1.1 200 OK", "< Content-Length: 11", "< X-Own: 1", "<", "< {\"price\":7}",
                "  ok    answered", "  think 0.001 s",
                "  FAIL  cheap (POST /items: 200 with 11 bytes: {\"price\":7})",
                "> GET /a HTTP/1.1", "> Host: HOST", ">", "> GET /b HTTP/1.1", "> Host: HOST", ">",
            ],
            lines[..20]);
        Assert.Equal("3 requests, 1 of 2 checks held", lines[^1]);
    }

    [Fact]
    public async Task Each_kind_has_its_turn_whatever_the_load_is()
    {
        (bool isGood, string[] lines) = await TraceAsync(null, s_options with
        {
            Connections = 50,
            Rate = 1_000,
            Duration = TimeSpan.FromHours(1),
            Users =
            [
                new LoadUserKind { Name = "browse", Weight = 9, Run = async user => await user.GetAsync("/list") },
                new LoadUserKind { Name = "buy", Run = async user => await user.PutAsync("/cart") },
            ],
        });

        Assert.True(isGood);
        Assert.Equal(
            ["> GET /list HTTP/1.1", "> PUT /cart HTTP/1.1"],
            lines.Where(line => line.EndsWith(" HTTP/1.1", StringComparison.Ordinal)).Order());
        Assert.Equal("2 requests, 0 of 0 checks held", lines[^1]);
    }

    [Fact]
    public async Task The_name_that_a_request_is_counted_under_is_shown_where_it_is_not_the_path()
    {
        (_, string[] lines) = await TraceAsync(static async user =>
        {
            using (user.Group("browse"))
            {
                await user.GetAsync("/items/486", new LoadCallOptions { Name = "/items/:id" });
            }

            await user.GetAsync("/list?page=1");
            await user.GetAsync("/list");
        });

        Assert.Equal(
            [
                "> GET /items/486 HTTP/1.1   [browse: /items/:id]", "> GET /list?page=1 HTTP/1.1   [/list]",
                "> GET /list HTTP/1.1",
            ],
            lines.Where(line => line.StartsWith("> GET ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Rows_that_are_used_up_are_told()
    {
        LoadFeed<int> rows = new("rows", [1]);
        (bool isGood, string[] lines) = await TraceAsync(async user =>
        {
            _ = rows.NextUnique();
            await user.ThinkAsync(TimeSpan.FromMilliseconds(1));
            _ = rows.NextUnique();
        });

        Assert.True(isGood);
        Assert.Equal("  ended all 1 rows of rows are used", lines[^2]);
    }

    [Fact]
    public async Task What_is_thrown_is_shown_and_counted()
    {
        (bool isGood, string[] lines) = await TraceAsync(
            static _ => throw new InvalidOperationException("no token"));

        Assert.False(isGood);
        Assert.StartsWith("  error InvalidOperationException: no token", lines[0], StringComparison.Ordinal);
        Assert.Equal("0 requests, 0 of 0 checks held, 1 error", lines[^1]);
    }

    [Fact]
    public async Task A_turn_is_ended_by_its_caller()
    {
        using CancellationTokenSource stop = new();

        (_, string[] lines) = await TraceAsync(
            async user =>
            {
                await stop.CancelAsync();
                await user.ThinkAsync(TimeSpan.FromHours(1));
            },
            null,
            stop.Token);

        Assert.Equal("0 requests, 0 of 0 checks held", lines[^1]);
    }

    [Fact]
    public async Task Without_users_there_is_nothing_to_show()
    {
        LoadTest test = new(new LoadOptions { Target = new Uri("http://127.0.0.1:1/") });

        LoadException refusal = await Assert.ThrowsAsync<LoadException>(() => test.TraceAsync(TextWriter.Null));

        Assert.Equal("User: set it, or Users; there is nothing to trace", refusal.Message);
    }

    // Times and the port are left out.
    private static async Task<(bool IsGood, string[] Lines)> TraceAsync(
        Func<LoadUser, ValueTask>? user, LoadOptions? options = null, CancellationToken cancellationToken = default)
    {
        using CannedServer server = new(s_response);
        string host = $"127.0.0.1:{server.EndPoint.Port}";
        using StringWriter output = new();
        bool isGood = await new LoadTest((options ?? s_options) with
        {
            Target = new Uri($"http://{host}/"),
            User = user,
        }).TraceAsync(output, cancellationToken);
        IEnumerable<string> lines = output.ToString().TrimEnd('\n').Split('\n')
            .Select(line => line.Replace(host, "HOST", StringComparison.Ordinal))
            .Select(line => line.EndsWith(" ms)", StringComparison.Ordinal) ? line[..line.IndexOf("   (")] : line);
        return (isGood, [.. lines]);
    }
}
