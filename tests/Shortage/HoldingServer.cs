using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using Testing;

namespace Shortage;

/// <summary>
/// The server, in a process of its own so that it has what the client lacks. Its answer to a request is the last part
/// of the target: to <c>/echo/N</c> at once, to <c>/hold/N</c> after <c>/release</c>. After <c>/close</c> it ends all
/// connections that had a hold.
/// </summary>
internal sealed class HoldingServer
{
    private readonly TaskCompletionSource _released = New();
    private readonly TaskCompletionSource _closed = New();
    private int _held;

    /// <summary>Prints the port, and serves until its standard input ends.</summary>
    public static async Task RunAsync()
    {
        HoldingServer script = new();
        using FaultServer server = new(script.ServeAsync);
        await Console.Out.WriteLineAsync(server.EndPoint.Port.ToString(CultureInfo.InvariantCulture));
        while (await Console.In.ReadLineAsync() is not null)
        {
            // Until the process that has started it is gone.
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ServeAsync(FaultConnection connection)
    {
        bool isHeld = false;
        while (!isHeld || !_closed.Task.IsCompleted)
        {
            Task<string?> next = connection.ReadRequestAsync().AsTask();
            if (isHeld && await Task.WhenAny(next, _closed.Task) != next)
            {
                return;
            }

            if (await next is not { } head)
            {
                return;
            }

            string target = FaultConnection.TargetOf(head);
            string answer = target[(target.LastIndexOf('/') + 1)..];
            switch (target)
            {
                case "/held":
                    answer = Volatile.Read(ref _held).ToString(CultureInfo.InvariantCulture);
                    break;
                case "/release":
                    _released.TrySetResult();
                    break;
                case "/close":
                    _closed.TrySetResult();
                    break;
                case var hold when hold.StartsWith("/hold/", StringComparison.Ordinal):
                    isHeld = true;
                    Interlocked.Increment(ref _held);
                    await _released.Task;
                    break;
            }

            await connection.AnswerAsync(answer);
        }
    }
}
