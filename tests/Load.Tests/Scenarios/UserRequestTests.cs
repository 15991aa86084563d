using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Tasks;
using FastHttp;
using FastHttp.Load;
using FastHttp.Load.Results;

namespace Load.Tests.Scenarios;

/// <summary>What users send and read, check and group.</summary>
public sealed partial class UserRequestTests
{
    private static readonly LoadOptions s_options = VirtualRun.Options with
    {
        Headers = [new("Accept", "text/plain"), new("X-Test", "1")],
    };

    [Fact]
    public void Every_method_is_sent_with_what_belongs_to_it()
    {
        VirtualTarget target = new() { Answer = static item => Head(item) };

        Once(target, async user =>
        {
            await user.GetAsync("/a#part");
            await user.HeadAsync("http://target/b");
            await user.DeleteAsync("/c");
            await user.PostAsync("/d");
            await user.PostAsync("/e", LoadBody.Json(new Order(7), Orders.Default.Order));
            await user.PutAsync("/f", LoadBody.Form(("id", "7"), ("text", "a b&c")));
            await user.PatchAsync("/g", LoadBody.Text("grüße", "text/plain"));
            await user.RequestAsync("REPORT", "/h", LoadBody.Bytes("raw"u8.ToArray()), new LoadCallOptions
            {
                Headers = [new("accept", "application/json"), new("X-Own", "2")],
            });
        });

        Assert.Equal(
            [
                "GET /a  ", "HEAD /b  ", "DELETE /c  ", "POST /d  ", "POST /e application/json {\"id\":7}",
                "PUT /f application/x-www-form-urlencoded id=7&text=a+b%26c", "PATCH /g text/plain grüße",
                "REPORT /h  raw",
            ],
            target.Arrivals.Take(8)
                .Select(item => $"{item.Method} {item.Target} {item.FieldOf("Content-Type")} {item.Body}"));
        Assert.Equal(
            [null, null, null, "0", "8", "17", "7", "3"],
            target.Arrivals.Take(8).Select(item => item.FieldOf("Content-Length")));
        Assert.All(target.Arrivals, item => Assert.Equal("target", item.FieldOf("Host")));
        Assert.Equal("text/plain", target.Arrivals[0].FieldOf("Accept"));
        VirtualTarget.Arrival last = target.Arrivals[7];
        Assert.Equal(("application/json", "1", "2"), (
            last.FieldOf("Accept"), last.FieldOf("X-Test"), last.FieldOf("X-Own")));
        Assert.DoesNotContain("text/plain", last.Head, StringComparison.Ordinal);
    }

    [Fact]
    public void A_response_has_status_fields_text_and_json()
    {
        VirtualTarget target = new()
        {
            Answer = static _ => new VirtualTarget.Reply
            {
                Status = 201,
                DelayMs = 25,
                Fields = "X-Id: 9\r\n",
                Body = """{"id":7,"items":[{"price":3}]}""",
            },
        };
        List<object?> seen = [];

        Once(target, async user =>
        {
            LoadResponse answer = await user.GetAsync("/a");
            answer.Headers.TryGet("x-id", out string? id);
            JsonElement json = answer.GetBodyAsJson();
            seen.AddRange(
                [
                    answer.StatusCode, answer.IsSuccessStatusCode, answer.Elapsed.TotalMilliseconds, id,
                    answer.Body.Length, answer.GetBodyFromJson(Orders.Default.Order)!.Id,
                    json.GetProperty("items")[0].GetProperty("price").GetInt32(), answer.GetBodyAsString()[..7],
                ]);
        });

        Assert.Equal([201, true, 25.0, "9", 30, 7, 3, "{\"id\":7"], seen.Take(8));
    }

    [Fact]
    public void Requests_are_counted_by_name_group_and_path()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 5 } };
        LoadCallOptions named = new() { Name = "/items/:id" };

        ResultDocument result = Once(target, async user =>
        {
            await user.GetAsync("/items/1", named);
            await user.GetAsync("/items/2", named);
            using (user.Group("checkout"))
            {
                await user.PostAsync("/cart?id=7");
                using (user.Group("pay"))
                {
                    await user.GetAsync("/items/3", named);
                }
            }

            await user.GetAsync("/end");
        });

        Assert.Equal(
            ["GET /items/:id 2", "POST checkout: /cart 1", "GET checkout / pay: /items/:id 1", "GET /end 1"],
            result.Groups!.Select(row => $"{row.Method} {row.Name} {row.Requests.Completed}"));
        Assert.Equal(
            [("checkout / pay", 1L, 5.0), ("checkout", 1, 10)],
            result.Iterations!.Groups!.Select(
                group => (group.Name!, group.Completed, Math.Round(group.Duration!.Max!.Value / 1000.0))));
    }

    [Fact]
    public void Checks_are_counted_and_the_first_that_fails_is_shown()
    {
        VirtualTarget target = new()
        {
            Answer = static item => new VirtualTarget.Reply
            {
                DelayMs = 100,
                Status = item.Number % 2 == 0 ? 200 : 500,
                Body = "line\n2",
            },
        };
        List<bool> returned = [];

        ResultDocument result = UserTests.Run(
            target,
            async user =>
            {
                LoadResponse answer = await user.GetAsync($"/a?{user.Iteration}");
                returned.Add(user.Check("is fine", answer.StatusCode == 200, answer));
                user.Check("always", true);
            },
            s_options);

        Assert.Equal([true, false, true, false], returned[..4]);
        Assert.Equal(
            [("is fine", 5L, 4L, "GET /a?2: 500 with 6 bytes: line 2"), ("always", 9, 0, null)],
            result.Checks!.Select(check => (check.Name, check.Pass, check.Fail, check.Sample)));
    }

    [Fact]
    public void Checks_of_the_warm_up_are_forgotten()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 100 } };

        ResultDocument result = UserTests.Run(
            target,
            static async user =>
            {
                await user.GetAsync("/a");
                user.Check("held", true);
            },
            s_options with { Warmup = TimeSpan.FromSeconds(1) });

        // The one that was under way when the measured time began is checked in it.
        Assert.Equal(10, Assert.Single(result.Checks!).Pass);
        Assert.Equal(9, result.Iterations!.Completed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    public void A_redirect_elsewhere_counts_where_its_request_is_measured(int warmupMs)
    {
        VirtualTarget target = new()
        {
            Answer = static _ => new VirtualTarget.Reply
            {
                DelayMs = 10,
                Status = 302,
                Fields = "Location: http://other/\r\n",
            },
        };
        LoadOptions options = s_options with
        {
            MaxRedirects = 5,
            Warmup = TimeSpan.FromMilliseconds(warmupMs),
            Duration = TimeSpan.FromMilliseconds(995),
            User = static async user => await user.GetAsync("/a"),
        };

        using VirtualRun run = VirtualRun.OfUsers(options, target);

        Assert.Equal(99, run.ToEnd().RedirectsElsewhere);
    }

    [Fact]
    public void Redirects_are_followed_on_the_server_as_far_as_they_may()
    {
        VirtualTarget target = new()
        {
            Answer = static item => item.Target switch
            {
                "/login" => To(303, "/home"),
                "/home" => To(307, "/end"),
                "/away" => To(302, "http://other/"),
                _ => new VirtualTarget.Reply { DelayMs = 10 },
            },
        };
        List<(int, double)> seen = [];
        LoadOptions options = s_options with { MaxRedirects = 5 };

        ResultDocument result = Once(
            target,
            async user =>
            {
                await Note(user.PostAsync("/login", LoadBody.Text("me")));
                await Note(user.PutAsync("/home", LoadBody.Text("you")));
                await Note(user.PostAsync("/login", default, new LoadCallOptions { MaxRedirects = 1 }));
                await Note(user.GetAsync("/login", new LoadCallOptions { MaxRedirects = 0 }));
                await Note(user.GetAsync("/away"));
            },
            options);

        Assert.Equal([(200, 30.0), (200, 20), (307, 20), (303, 10), (302, 10)], seen.Take(5));
        Assert.Equal(
            [
                "POST /login me", "GET /home ", "GET /end ", "PUT /home you", "PUT /end you", "POST /login ",
                "GET /home ", "GET /login ", "GET /away ",
            ],
            target.Arrivals.Take(9).Select(item => $"{item.Method} {item.Target} {item.Body}"));
        Assert.Contains(result.Warnings, warning => warning.Contains("not followed", StringComparison.Ordinal));

        async ValueTask Note(ValueTask<LoadResponse> call)
        {
            LoadResponse answer = await call;
            seen.Add((answer.StatusCode, answer.Elapsed.TotalMilliseconds));
        }
    }

    [Fact]
    public void Cookies_last_for_an_iteration_where_they_are_kept()
    {
        VirtualTarget target = new()
        {
            Answer = static item => new VirtualTarget.Reply
            {
                DelayMs = 10,
                Fields = item.Target == "/login" ? "Set-Cookie: id=7; Path=/shop\r\n" : "",
            },
        };

        UserTests.Run(
            target,
            static async user =>
            {
                await user.PostAsync("/login");
                await user.GetAsync("/shop/a?b=c");
                await user.GetAsync("/other");
            },
            s_options with { KeepsCookies = true });

        Assert.Equal(
            [null, "id=7", null, null, "id=7", null],
            target.Arrivals.Take(6).Select(item => item.FieldOf("Cookie")));
    }

    [Fact]
    public void Cookies_of_the_test_and_of_the_user_are_in_one_field()
    {
        VirtualTarget target = new()
        {
            Answer = static item => new VirtualTarget.Reply { DelayMs = 10, Fields = "Set-Cookie: id=7\r\n" },
        };

        Once(
            target,
            static async user =>
            {
                await user.GetAsync("/a");
                await user.GetAsync("/b");
                await user.GetAsync("/c", new LoadCallOptions { Headers = [new("cookie", "own=1")] });
            },
            s_options with { KeepsCookies = true, Headers = [new("Cookie", "consent=yes")] });

        Assert.Equal(
            ["Cookie: consent=yes", "Cookie: consent=yes; id=7", "cookie: own=1"],
            target.Arrivals.Select(item => Assert.Single(
                item.Head.Split("\r\n"), line => line.StartsWith("cookie:", StringComparison.OrdinalIgnoreCase))));
    }

    [Fact]
    public void A_form_of_parts_is_uploaded_and_the_test_says_what_bodies_are()
    {
        VirtualTarget target = new();
        MultipartForm form = new("XX");
        form.AddField("name", "ann");
        form.AddFile("photo", "a.png", "png"u8.ToArray(), "image/png");

        Once(target, async user => await user.PostAsync("/upload", LoadBody.Multipart(form)));
        Once(
            target,
            static async user => await user.PostAsync("/json", LoadBody.Text("{}", "text/plain")),
            s_options with { Headers = [new("content-type", "application/json")] });

        Assert.Equal("multipart/form-data; boundary=XX", target.Arrivals[0].FieldOf("Content-Type"));
        Assert.Equal(
            "--XX\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nann\r\n"
            + "--XX\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.png\"\r\n"
            + "Content-Type: image/png\r\n\r\npng\r\n--XX--\r\n",
            target.Arrivals[0].Body);
        Assert.Equal(
            "content-type: application/json", Assert.Single(
                target.Arrivals[1].Head.Split("\r\n"),
                line => line.StartsWith("content-type:", StringComparison.OrdinalIgnoreCase)));
    }

    [Theory]
    [InlineData("items", "'items' is neither a path that begins with / nor a URL on http://target")]
    [InlineData("http://other/", "'http://other/' is neither")]
    [InlineData("/a b", "'/a b' has a character that cannot be sent as it is")]
    [InlineData("/ä", "'/ä' has a character")]
    public void A_path_that_cannot_be_sent_fails_the_iteration(string path, string message)
    {
        ResultDocument result = UserTests.Run(
            new VirtualTarget(), async user => await user.GetAsync(path), s_options);

        ErrorFigures error = Assert.Single(result.Errors!, item => item.Kind == "script");
        Assert.StartsWith($"ArgumentException: {message}", error.Message, StringComparison.Ordinal);
        Assert.Equal(10, result.Iterations!.Failed);
    }

    // One iteration, and then nothing more.
    private static ResultDocument Once(
        VirtualTarget target, Func<LoadUser, ValueTask> user, LoadOptions? options = null) =>
        UserTests.Run(
            target,
            async one =>
            {
                await user(one);
                await one.ThinkAsync(TimeSpan.FromHours(1));
            },
            options ?? s_options);

    private static VirtualTarget.Reply Head(VirtualTarget.Arrival item) =>
        new() { DelayMs = 1, Body = item.Method == "HEAD" ? "" : "ok" };

    private static VirtualTarget.Reply To(int status, string location) =>
        new() { Status = status, DelayMs = 10, Fields = $"Location: {location}\r\n", Body = "" };

    internal sealed record Order(int Id);

    [JsonSerializable(typeof(Order))]
    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    internal sealed partial class Orders : JsonSerializerContext;
}
