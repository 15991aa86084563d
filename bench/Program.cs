using Bench.Comparison;
using Bench.Workers;

namespace Bench;

/// <summary>
/// The bench project: without arguments the headline set; <c>peers</c> compares whole load generators,
/// <c>locust</c> workers of a Locust master; anything else goes to BenchmarkDotNet, for example
/// <c>--filter *Head* --job short</c>.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments) => arguments switch
    {
        [] => Headline.Run(),
        ["peers", .. string[] rest] => PeersCommand.Run(rest),
        ["locust", .. string[] rest] => WorkersCommand.Run(rest),
        _ => Headline.RunSelected(arguments),
    };
}
