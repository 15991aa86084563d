using System;
using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Sources;

/// <summary>
/// Keeps the traits of what each user has in flight, since the next user's batch may have others. Single requests,
/// nearly all there are, share one array for each combination of traits. Lane-owned.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed class BatchTraits(int users)
{
    private static readonly RequestTraits[][] s_single = MakeSingle();

    private RequestTraits[]?[] _batches = new RequestTraits[users][];

    /// <summary>Returns the same traits, in memory that stays until the same user's next call.</summary>
    public ReadOnlyMemory<RequestTraits> Keep(int user, ReadOnlySpan<RequestTraits> traits)
    {
        if (traits.Length == 1)
        {
            return s_single[(int)traits[0]];
        }

        if (user >= _batches.Length)
        {
            Array.Resize(ref _batches, Math.Max(user + 1, _batches.Length * 2));
        }

        RequestTraits[]? batch = _batches[user];
        if (batch is null || batch.Length < traits.Length)
        {
            batch = new RequestTraits[traits.Length];
            _batches[user] = batch;
        }

        traits.CopyTo(batch);
        return batch.AsMemory(0, traits.Length);
    }

    private static RequestTraits[][] MakeSingle()
    {
        RequestTraits[][] single = new RequestTraits[16][];
        for (int traits = 0; traits < single.Length; traits++)
        {
            single[traits] = [(RequestTraits)traits];
        }

        return single;
    }
}
