using System;
using System.Collections.Generic;
using System.Threading;
using FastHttp.Transports;
using FastHttp.Transports.Linux;

namespace FastHttp.Tests.Transports;

public sealed class LoopMailboxTests
{
    [Fact]
    public void Tasks_run_in_order_when_drained()
    {
        LoopMailbox mailbox = new();
        List<int> ran = [];
        for (int index = 0; index < 10; index++)
        {
            int number = index;
            mailbox.Post(new Work(() => ran.Add(number)));
        }

        Assert.False(mailbox.IsEmpty);
        mailbox.Drain();
        Assert.True(mailbox.IsEmpty);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], ran);
        mailbox.End();
    }

    [Fact]
    public void A_task_that_posts_itself_does_not_hold_up_the_drain()
    {
        LoopMailbox mailbox = new();
        int runs = 0;
        Work? again = null;
        again = new Work(() =>
        {
            if (++runs < 3)
            {
                mailbox.PostFromLoop(again!);
            }
        });
        mailbox.Post(again);
        mailbox.Drain();
        Assert.Equal(1, runs);
        mailbox.Drain();
        mailbox.Drain();
        mailbox.Drain();
        Assert.Equal(3, runs);
        mailbox.End();
    }

    [Fact]
    public void Tasks_left_at_the_end_and_posted_after_it_run_elsewhere_in_order()
    {
        LoopMailbox mailbox = new();
        using ManualResetEventSlim done = new();
        List<int> ran = [];
        mailbox.Post(new Work(() => ran.Add(1)));
        mailbox.End();
        mailbox.Post(new Work(() =>
        {
            ran.Add(mailbox.IsAfterlife ? 2 : -2);
            mailbox.Post(new Work(done.Set));
        }));
        Patience.Wait(done, "tasks after the end");
        Assert.Equal([1, 2], ran);
        Assert.False(mailbox.IsAfterlife);
    }

    private sealed class Work(Action action) : ILoopTask
    {
        public void Run() => action();
    }
}
