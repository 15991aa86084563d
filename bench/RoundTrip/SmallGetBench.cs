using System.ComponentModel;

namespace Bench.RoundTrip;

/// <summary>See the description.</summary>
[Description("GET of 28 bytes, one at a time")]
public class SmallGetBench : RoundTripBench
{
    private protected override Exchange Exchange => Exchange.SmallGet;
}
