using System.ComponentModel;

using BenchmarkDotNet.Attributes;

namespace Bench.RoundTrip;

/// <summary>
/// See the description. A call starts a loop for each user, and those are allocated: 64 of them would show as 9 bytes
/// an exchange in a call of 1,024.
/// </summary>
[Description("GET of 28 bytes, 64 at once")]
public class SmallGet64Bench : RoundTripBench
{
    private const int Many = 64 * Few;

    private protected override Exchange Exchange => Exchange.SmallGet;

    private protected override int Users => 64;

    private protected override int ExchangesPerCall => Many;

    /// <inheritdoc/>
#pragma warning disable BDN1107 // One baseline: the analyzer counts the method that this one overrides as well.
    [Benchmark(Baseline = true, OperationsPerInvoke = Many)]
#pragma warning restore BDN1107
    public override long HttpClient() => base.HttpClient();

    /// <inheritdoc/>
    [Benchmark(OperationsPerInvoke = Many)]
    public override long HttpMessageInvoker() => base.HttpMessageInvoker();

    /// <inheritdoc/>
    [Benchmark(OperationsPerInvoke = Many)]
    public override long FastHttpClient() => base.FastHttpClient();

    /// <inheritdoc/>
    [Benchmark(OperationsPerInvoke = Many)]
    public override long HttpConnection() => base.HttpConnection();
}
