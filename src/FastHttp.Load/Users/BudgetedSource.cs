using FastHttp.Load.Sources;

namespace FastHttp.Load.Users;

// Takes from the budget of the run what a batch holds beyond the one request that its user has taken, so that a script
// that sends several at once is counted by requests. A batch is sent whole. Lives on the lane's loop.
internal sealed class BudgetedSource(RequestSource inner, Lane lane) : WrappingSource(inner)
{
    public override bool TryNext(int user, out RequestBatch batch)
    {
        if (!Inner.TryNext(user, out batch))
        {
            return false;
        }

        lane.TakeFurtherRequests(batch.Traits.Length - 1);
        return true;
    }
}
