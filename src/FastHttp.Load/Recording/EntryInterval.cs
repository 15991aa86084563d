namespace FastHttp.Load.Recording;

// What came of one named request within one interval.
internal readonly record struct EntryInterval(long Completed, long Failed, long TotalUs)
{
    /// <summary>Adds the intervals of all names, as many as there are on either side.</summary>
    public static EntryInterval[] Sum(EntryInterval[] left, EntryInterval[] right)
    {
        if (left.Length == 0 || right.Length == 0)
        {
            return left.Length == 0 ? right : left;
        }

        (EntryInterval[] more, EntryInterval[] fewer) = left.Length >= right.Length ? (left, right) : (right, left);
        EntryInterval[] sum = (EntryInterval[])more.Clone();
        for (int index = 0; index < fewer.Length; index++)
        {
            sum[index] = new EntryInterval(
                sum[index].Completed + fewer[index].Completed,
                sum[index].Failed + fewer[index].Failed,
                sum[index].TotalUs + fewer[index].TotalUs);
        }

        return sum;
    }
}
