using System.ComponentModel;

namespace Bench.RoundTrip;

/// <summary>See the description.</summary>
[Description("GET of 100 KiB in chunks, one at a time")]
public class ChunkedBench : RoundTripBench
{
    private protected override Exchange Exchange => Exchange.Chunked;
}
