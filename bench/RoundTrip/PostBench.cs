using System.ComponentModel;

namespace Bench.RoundTrip;

/// <summary>See the description.</summary>
[Description("POST of 1 KiB, one at a time")]
public class PostBench : RoundTripBench
{
    private protected override Exchange Exchange => Exchange.Post;
}
