using System.Threading;
using System.Threading.Tasks;

namespace FastHttp;

/// <summary>
/// Blocks a thread until a call has ended, without help of the thread pool, which may be what all its threads wait for.
/// The call has to tell of its end on the loop.
/// </summary>
internal static class BlockingWait
{
    public static T ResultOf<T>(ValueTask<T> call)
    {
        if (!call.IsCompleted)
        {
            using ManualResetEventSlim ended = new();
            call.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(ended.Set);
            ended.Wait();
        }

        return call.GetAwaiter().GetResult();
    }
}
