using System.Threading.Tasks;

using BenchmarkDotNet.Attributes;

namespace Bench.RoundTrip;

/// <summary>
/// Whole exchanges over loopback with a server in another process. The derived classes say which exchange and how many
/// at once; the clients and the loops are here. Every client has answered rightly before it is timed.
/// </summary>
public abstract class RoundTripBench
{
    private protected const int Few = 1024;

    private IClientSide _client = null!;
    private Task<long>[] _loops = [];

    private protected abstract Exchange Exchange { get; }

    private protected virtual int Users => 1;

    /// <summary>Exchanges in one call of a benchmark: what the call itself costs is then spread thin.</summary>
    private protected virtual int ExchangesPerCall => Few;

    /// <summary>Starts HttpClient.</summary>
    [GlobalSetup(Target = nameof(HttpClient))]
    public void SetUpHttpClient() => SetUp(new HttpClientSide(TargetProcess.Url, Exchange));

    /// <summary>Starts HttpMessageInvoker.</summary>
    [GlobalSetup(Target = nameof(HttpMessageInvoker))]
    public void SetUpHttpMessageInvoker() => SetUp(new HttpMessageInvokerSide(TargetProcess.Url, Exchange));

    /// <summary>Starts the pooled client.</summary>
    [GlobalSetup(Target = nameof(FastHttpClient))]
    public void SetUpFastHttpClient() => SetUp(new FastHttpClientSide(TargetProcess.Url, Exchange, Users));

    /// <summary>Opens connections without a pool.</summary>
    [GlobalSetup(Target = nameof(HttpConnection))]
    public void SetUpHttpConnection() =>
        SetUp(HttpConnectionSide.OpenAsync(TargetProcess.Url, Exchange, Users).GetAwaiter().GetResult());

    /// <summary>Closes the client.</summary>
    [GlobalCleanup]
    public void CleanUp() => _client.DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>The baseline.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Few)]
    public virtual long HttpClient() => SendAllAsync().GetAwaiter().GetResult();

    /// <summary>The runtime's handler, barely wrapped.</summary>
    [Benchmark(OperationsPerInvoke = Few)]
    public virtual long HttpMessageInvoker() => SendAllAsync().GetAwaiter().GetResult();

    /// <summary>Ours, as programs use it.</summary>
    [Benchmark(OperationsPerInvoke = Few)]
    public virtual long FastHttpClient() => SendAllAsync().GetAwaiter().GetResult();

    /// <summary>Ours, a connection for each user and no pool.</summary>
    [Benchmark(OperationsPerInvoke = Few)]
    public virtual long HttpConnection() => SendAllAsync().GetAwaiter().GetResult();

    // BenchmarkDotNet 0.14.0 does not wait for an asynchronous setup in this process: none of these may be one.
    private void SetUp(IClientSide client)
    {
        _client = client;
        _loops = new Task<long>[Users];
        string name = client.GetType().Name;
        for (int user = 0; user < Users; user++)
        {
            Exchange.Verify(name, client.RunAsync(user, 1).GetAwaiter().GetResult());
        }

        Exchange.Verify(name, SendAllAsync().GetAwaiter().GetResult() / ExchangesPerCall);
    }

    private protected async Task<long> SendAllAsync()
    {
        for (int user = 0; user < _loops.Length; user++)
        {
            _loops[user] = _client.RunAsync(user, ExchangesPerCall / _loops.Length);
        }

        long length = 0;
        foreach (Task<long> loop in _loops)
        {
            length += await loop.ConfigureAwait(false);
        }

        return length;
    }
}
