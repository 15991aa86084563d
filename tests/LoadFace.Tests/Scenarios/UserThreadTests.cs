using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Load;
using FastHttp.Load.Results;
using Testing;

namespace LoadFace.Tests.Scenarios;

/// <summary>Where the code of users runs, on real sockets: on their loop, and back to it from elsewhere.</summary>
public sealed class UserThreadTests
{
    private const int Users = 5;

    private static readonly byte[] s_response = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray();

    [Fact]
    public async Task A_user_stays_on_the_thread_of_its_connections()
    {
        using CannedServer server = new(s_response);
        int moves = 0;
        LoadResult result = await Run(server, async user =>
        {
            int thread = Environment.CurrentManagedThreadId;
            for (int count = 0; count < 5; count++)
            {
                await user.GetAsync("/a");
                await user.ThinkAsync(TimeSpan.FromTicks(1));
                moves += thread == Environment.CurrentManagedThreadId ? 0 : 1;
            }
        });

        Assert.Equal(0, moves);
        Assert.Equal((200, 0), (result.Requests.Completed, result.Requests.Failed));
        Assert.Equal(200, Assert.Single(result.ByName).Requests.Completed);
    }

    // Checks, groups and the end of an iteration come from the pool, too.
    [Fact]
    public async Task A_user_that_awaits_something_else_comes_back_with_its_next_request()
    {
        using CannedServer server = new(s_response);
        int strangers = 0;
        LoadResult result = await Run(server, async user =>
        {
            int loop = Environment.CurrentManagedThreadId;
            using (user.Group("apart"))
            {
                LoadResponse answer = await user.GetAsync("/a");
                await Task.Yield();
                user.Check("elsewhere", Thread.CurrentThread.IsThreadPoolThread && answer.StatusCode == 200, answer);
            }

            await user.GetAsync("/b");
            Interlocked.Add(ref strangers, loop == Environment.CurrentManagedThreadId ? 0 : 1);
            await Task.Yield();
        });

        Assert.Equal(0, strangers);
        Assert.Equal(200, result.Requests.Completed);
        Assert.Equal(["apart: /a", "/b"], result.ByName.Select(row => row.Name));
        Assert.Equal(200, result.ByName.Sum(row => row.Requests.Completed));

        // The last of each user may be under way when the number of requests is reached.
        CheckFigures check = Assert.Single(result.Checks);
        Assert.Equal(0, check.Fail);
        Assert.InRange(check.Pass, result.ByName[0].Requests.Completed - Users, result.ByName[0].Requests.Completed);
        Assert.InRange(
            result.Iterations!.Completed,
            result.ByName[1].Requests.Completed - Users,
            result.ByName[1].Requests.Completed);
        Assert.Equal(0, result.Iterations.Failed);
    }

    [Fact]
    public async Task A_fault_elsewhere_fails_the_iteration()
    {
        using CannedServer server = new(s_response);
        LoadResult result = await Run(server, static async user =>
        {
            await user.GetAsync("/a");
            await Task.Yield();
            if (user.Iteration % 2 == 0)
            {
                await user.GetAsync("not a path");
            }
        });

        Assert.Equal(200, result.Requests.Completed);
        Assert.InRange(result.Iterations!.Completed + result.Iterations.Failed!.Value, 200 - Users, 200);
        Assert.InRange(result.Iterations.Completed - result.Iterations.Failed.Value, 0, 2 * Users);
        Assert.StartsWith(
            "ArgumentException: 'not a path' is neither",
            result.Document.Errors!.Single(error => error.Kind == "script").Message,
            StringComparison.Ordinal);
    }

    private static async Task<LoadResult> Run(CannedServer server, Func<LoadUser, ValueTask> user) =>
        await new LoadTest(RealTarget.At(server) with
        {
            Connections = Users,
            Threads = 1,
            RequestCount = 200,
            User = user,
        }).RunAsync().WaitAsync(TimeSpan.FromMinutes(2));
}
