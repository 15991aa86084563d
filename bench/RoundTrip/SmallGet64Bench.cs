using System.ComponentModel;

namespace Bench.RoundTrip;

/// <summary>See the description.</summary>
[Description("GET of 28 octets, 64 at once")]
public class SmallGet64Bench : RoundTripBench
{
    private protected override Exchange Exchange => Exchange.SmallGet;

    private protected override int Users => 64;
}
