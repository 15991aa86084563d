using System.Threading.Tasks;
using FastHttp;

namespace Runner.Http;

// Awaits the one connection that `runner http` opens. Called on the connection's loop.
internal sealed class ConnectionWaiter : IConnectionHandler
{
    private readonly TaskCompletionSource<HttpConnection> _opened =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The connection, or an <see cref="HttpException"/>.</summary>
    public Task<HttpConnection> Opened => _opened.Task;

    public void OnOpened(HttpConnection connection) => _opened.TrySetResult(connection);

    public void OnOpenFailed(HttpFailure failure) => _opened.TrySetException(failure.ToException());

    public void OnIdleClosed(HttpConnection connection)
    {
        // Its holder sees that by IsOpen.
    }
}
