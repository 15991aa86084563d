using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using FastHttp.Transports.Linux;

namespace FastHttp.Tests.Transports;

public sealed class SlotTableTests
{
    [Fact]
    public void A_token_finds_its_owner_until_the_slot_is_returned()
    {
        SlotTable table = new();
        EpollConnection[] owners = [.. Enumerable.Range(0, 200).Select(_ => Owner())];
        List<(int Slot, ulong Token)> rented = [];
        foreach (EpollConnection owner in owners)
        {
            rented.Add((table.Rent(owner, out ulong token), token));
        }

        Assert.Equal(200, rented.Select(static item => item.Token).Distinct().Count());
        Assert.All(rented.Zip(owners), item => Assert.Same(item.Second, table.Find(item.First.Token)));
        table.Return(rented[7].Slot);
        Assert.Null(table.Find(rented[7].Token));
    }

    [Fact]
    public void A_stale_token_does_not_find_the_next_owner_of_its_slot()
    {
        SlotTable table = new();
        int slot = table.Rent(Owner(), out ulong stale);
        table.Return(slot);
        EpollConnection next = Owner();
        Assert.Equal(slot, table.Rent(next, out ulong token));
        Assert.Null(table.Find(stale));
        Assert.Same(next, table.Find(token));
    }

    [Fact]
    public void Unknown_tokens_find_nothing()
    {
        SlotTable table = new();
        Assert.Null(table.Find(0));
        Assert.Null(table.Find(1_000_000));
        Assert.Null(table.Find(SlotTable.MailboxToken));
    }

    [Fact]
    public void ForEach_visits_each_owner_though_slots_are_returned_meanwhile()
    {
        SlotTable table = new();
        Dictionary<EpollConnection, int> slots = [];
        for (int index = 0; index < 100; index++)
        {
            EpollConnection owner = Owner();
            slots[owner] = table.Rent(owner, out _);
        }

        int visits = 0;
        table.ForEach(owner =>
        {
            visits++;
            table.Return(slots[owner]);
        });
        Assert.Equal(100, visits);
        table.ForEach(static _ => Assert.Fail("All slots were returned."));
    }

    // The table never looks into its owners.
    private static EpollConnection Owner() =>
        (EpollConnection)RuntimeHelpers.GetUninitializedObject(typeof(EpollConnection));
}
