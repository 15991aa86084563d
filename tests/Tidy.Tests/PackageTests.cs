using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml.Linq;

namespace Tidy.Tests;

/// <summary>What the projects depend on.</summary>
public sealed class PackageTests
{
    [Theory]
    [InlineData("src/FastHttp/FastHttp.csproj", "Microsoft.Extensions.ObjectPool", "")]
    [InlineData("src/FastHttp.Load/FastHttp.Load.csproj", "", "FastHttp")]
    [InlineData("src/LocustBridge/LocustBridge.csproj", "MessagePack NetMQ", "")]
    [InlineData("src/LocustBridge.Http/LocustBridge.Http.csproj", "", "FastHttp LocustBridge")]
    [InlineData(
        "src/Runner/Runner.csproj",
        "System.CommandLine KeraLua CsvHelper Spectre.Console YamlDotNet OpenTelemetry "
            + "OpenTelemetry.Exporter.OpenTelemetryProtocol",
        "FastHttp FastHttp.Load LocustBridge")]
    public void AProjectReferencesNoMoreThan(string project, string packages, string projects)
    {
        XDocument document = XDocument.Load(Path.Combine(Repository.Root, project));

        Assert.Empty(Extra(document, packages, projects));
    }

    [Fact]
    public void AProjectThatReferencesMoreIsFound()
    {
        XDocument document = XDocument.Parse(
            """
            <Project><ItemGroup>
              <PackageReference Include="Allowed" /><PackageReference Include="Other" />
              <ProjectReference Include="..\Else\Else.csproj" />
            </ItemGroup></Project>
            """);

        Assert.Equal(["Other", "Else"], Extra(document, "Allowed", ""));
    }

    // Analyzers are gone when the build ends: PrivateAssets="all" is no dependency.
    private static IEnumerable<string> Extra(XDocument document, string packages, string projects) =>
        document.Descendants("PackageReference")
            .Where(reference => (string?)reference.Attribute("PrivateAssets") != "all")
            .Select(reference => (string)reference.Attribute("Include")!)
            .Except(packages.Split(' '))
            .Concat(document.Descendants("ProjectReference")
                .Select(reference => (string)reference.Attribute("Include")!)
                .Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')))
                .Except(projects.Split(' ')));
}
