using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Testing;

namespace FastHttp.Tests.Samples;

/// <summary>The code that the library's README shows is code that compiles.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public void Every_block_of_the_readme_is_compiled()
    {
        string programs = Flat(File.ReadAllText(
            Path.Combine(SourceFiles.Root, "tests", "FastHttp.Tests", "Samples", "ReadmePrograms.cs")));
        string readme = File.ReadAllText(Path.Combine(SourceFiles.Root, "src", "FastHttp", "README.md"));
        string[] blocks = [.. Block().Matches(readme).Select(match => match.Groups[1].Value)];
        Assert.True(blocks.Length > 10);
        Assert.All(blocks, block => Assert.Contains(Flat(block), programs, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_sender_of_the_readme_greets()
    {
        await using ReadmePrograms.Greeter greeter = new();
        Assert.Equal("hello", await greeter.GetStringAsync("/"));
    }

    [Fact]
    public void The_options_of_the_readme_are_possible()
    {
        using X509Certificate2 certificate = TestCertificate.Create("client");
        (FastHttpOptions options, FastHttpOptions mutual) = ReadmePrograms.Options(certificate);
        Assert.Equal((32, TimeSpan.FromSeconds(5)), (options.MaxConnectionsPerServer, options.RequestTimeout));
        Assert.Same(certificate, mutual.SslOptions!.ClientCertificates![0]);
        (FastHttpOptions proxied, FastHttpOptions asCurlDoes) = ReadmePrograms.Proxies();
        Assert.Equal("proxy.example", proxied.Proxy!.Host);
        Assert.True(asCurlDoes.UseEnvironmentProxy);
    }

    // Blocks are indented where they stand in a method.
    private static string Flat(string text) =>
        string.Join('\n', text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
