using System;
using System.Buffers;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace FastHttp.Tests.Faults;

/// <summary>
/// Callers that do what they should not (http1.md §6.5), as far as it is not in the tests of client and messages.
/// </summary>
public sealed class MisuseFaultTests : FaultTests
{
    [Fact]
    public void X64_messages_that_are_never_returned_are_collected()
    {
        FastHttpClient client = WarmClient();

        // On a thread that has ended before the collection: its stack and its registers name nothing.
        WeakReference[] lost = [];
        Thread losing = new(() => lost = Lose(client, 1000));
        losing.Start();
        losing.Join();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        int alive = 0;
        foreach (WeakReference reference in lost)
        {
            alive += reference.IsAlive ? 1 : 0;
        }

        // A leak keeps all of one kind. A few may be named by what else there is: the reader of the connection, and
        // what the runtime has not swept.
        Assert.InRange(alive, 0, lost.Length / 100);
        Assert.Equal(0, client.GetStatistics(EndPoint).InUse);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task X68_a_callback_of_the_callers_that_throws_surfaces(bool later)
    {
        InvalidTimeZoneException cause = new("the caller's own");
        FastHttpClient client = WarmClient();
        FastHttpRequest request = Request("POST");
        TaskCompletionSource throws = new();
        request.SetBodyWriter((cause, throws, later), static async (state, output, stop) =>
        {
            output.Write(new byte[1024]);
            await output.FlushAsync(stop);
            if (state.later)
            {
                await state.throws.Task;
            }

            throw state.cause;
        });
        ValueTask call = client.SendAsync(request, null);
        Assert.Equal(!later, call.IsCompleted);
        throws.SetResult();
        HttpException failure = await Assert.ThrowsAsync<HttpException>(() => call.AsTask());
        Assert.Equal(HttpError.RequestBodyFailed, failure.Error);
        Assert.Same(cause, failure.InnerException);
        Assert.False(Peer.Lines[0].IsOpen);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference[] Lose(FastHttpClient client, int count)
    {
        WeakReference[] lost = new WeakReference[2 * count];
        Peer.OnRequest = line => line.Answer();
        for (int number = 0; number < count; number++)
        {
            FastHttpRequest request = client.RentRequest();
            FastHttpResponse response = client.RentResponse();
            request.SetTarget(EndPoint, "/"u8);
            Assert.Equal(HttpError.None, client.SendNoThrowAsync(request, response).Result);
            lost[2 * number] = new WeakReference(request);
            lost[(2 * number) + 1] = new WeakReference(response);
        }

        Peer.OnRequest = null;
        return lost;
    }
}
