using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Runner.Locust.Options;
using Runner.Options.Parsing;
using Runner.Serving;
using Testing;
using YamlDotNet.RepresentationModel;

namespace Runner.Tests.Setup;

// What Containerfile, compose.yaml and docs/containers.md say, as far as it can be told without an engine.
// tests/containers.sh builds the image and runs it.
public sealed partial class ContainerTests
{
    private static readonly YamlMappingNode s_services = ReadServices();

    /// <summary>The commands of compose.yaml that the image runs, and those of the documentation.</summary>
    public static IEnumerable<object[]> Commands()
    {
        IEnumerable<string> composed = s_services.Children.Values
            .Where(service => TextOf(service, "image") == "runner")
            .Select(service => TextOf(service, "command"));
        IEnumerable<string> documented = Documented().Matches(Read("docs/containers.md"))
            .Select(match => (match.Groups["wrk"].Success ? "wrk " : "") + match.Groups["command"].Value);
        return composed.Concat(documented).Select(command => (object[])[command]);
    }

    [Fact]
    public void Enough_commands_are_found() => Assert.Equal(
        ["doctor", "locust", "serve", "wrk"],
        Commands().Select(row => ((string)row[0]).Split(' ')[0]).Distinct().Order());

    [Theory, MemberData(nameof(Commands))]
    public async Task Every_command_is_one(string command)
    {
        string script = Path.Combine(Directory.CreateTempSubdirectory("runner-container").FullName, "shop.lua");
        await File.WriteAllTextAsync(script, "function user(u) end");
        string[] words = [.. command.Split(' ').Select(word => word == "shop.lua" ? script : word)];
        switch (words[0])
        {
            case "wrk":
                Assert.Null(CliParser.Parse(words[1..], posixlyCorrect: false).Error);
                break;
            case "locust":
                OptionCommand<LocustOptions> syntax = LocustReader.Syntax();
                string[] arguments = LocustArguments.Normalize(words[1..], static _ => null);
                Assert.Null(LocustReader.Read(syntax, syntax.Command.Parse(arguments)).Error);
                break;
            case "serve":
                // Its port may be taken here.
                words[Array.IndexOf(words, "--port") + 1] = "0";
                using (RunnerProcess runner = RunnerProcess.Start([.. words, TargetServer.UntilStdinEnds]))
                {
                    runner.Input.Close();
                    (int exitCode, string output, string error) = await runner.EndAsync();
                    Assert.Equal((0, ""), (exitCode, error));
                    Assert.StartsWith(TargetServer.Announcement, output, StringComparison.Ordinal);
                }

                break;
            default:
                Assert.Equal("doctor", command);
                break;
        }

        Directory.Delete(Path.GetDirectoryName(script)!, recursive: true);
    }

    [Fact]
    public void What_compose_names_is_there()
    {
        foreach (YamlNode service in s_services.Children.Values)
        {
            if (((YamlMappingNode)service).Children.TryGetValue("build", out YamlNode? build))
            {
                Assert.True(File.Exists(Path.Combine(SourceFiles.Root, TextOf(build, "dockerfile"))));
                Assert.Equal("runner", TextOf(service, "image"));
            }
            else if (TextOf(service, "image") == "runner")
            {
                // There is an image of that name in the world, which is not this one.
                Assert.Equal("never", TextOf(service, "pull_policy"));
            }

            Assert.All(ListOf(service, "depends_on"), name => Assert.True(s_services.Children.ContainsKey(name)));
            foreach (string[] mount in ListOf(service, "volumes").Select(volume => volume.Split(':')))
            {
                Assert.True(Directory.Exists(Path.Combine(SourceFiles.Root, mount[0])), mount[0]);
                string inside = TextOf(service, "command").Split(' ').Single(
                    word => word.StartsWith(mount[1] + "/", StringComparison.Ordinal));
                string file = Path.Combine(SourceFiles.Root, mount[0], inside[(mount[1].Length + 1)..]);
                Assert.True(File.Exists(file), inside);
            }
        }
    }

    // The native files where test.sh has made them; else the build has them in other places.
    [Fact]
    public void The_image_has_what_is_published_and_no_more()
    {
        string[] copied =
        [
            .. Copied().Matches(Read("Containerfile").Replace("\\\n", "", StringComparison.Ordinal))
                .SelectMany(match => match.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(path => path.Replace("artifacts/publish/${SYSTEM}/", "", StringComparison.Ordinal)),
        ];
        Assert.Equal(["runner", "liblua54.so"], copied);
        string[] ignored = Read(".dockerignore").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["*", "!artifacts/publish"], ignored);
        if (RunnerUnderTest.Executable != RunnerUnderTest.Build)
        {
            // The link is made in the image.
            IEnumerable<string> published = Directory.EnumerateFiles(Path.GetDirectoryName(RunnerUnderTest.Executable)!)
                .Select(path => Path.GetFileName(path))
                .Except(["wrk"]);
            Assert.Equal(copied.Order(), published.Order());
        }
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(SourceFiles.Root, path));

    private static YamlMappingNode ReadServices()
    {
        YamlStream yaml = [];
        yaml.Load(new StringReader(Read("compose.yaml")));
        return (YamlMappingNode)yaml.Documents.Single().RootNode["services"];
    }

    // A text, or a list of texts as one.
    private static string TextOf(YamlNode node, string name) => string.Join(' ', ListOf(node, name));

    private static IEnumerable<string> ListOf(YamlNode node, string name) =>
        !((YamlMappingNode)node).Children.TryGetValue(name, out YamlNode? value) ? []
        : value is YamlSequenceNode list ? list.Children.Select(child => ((YamlScalarNode)child).Value!)
        : [((YamlScalarNode)value).Value!];

    // podman run OPTIONS runner COMMAND, at the beginning of a line or in a table.
    [GeneratedRegex("podman run --rm (?<wrk>--entrypoint wrk )?(-v \"\\$PWD:/data\" )?runner (?<command>[^`\n]*)")]
    private static partial Regex Documented();

    [GeneratedRegex("^COPY (?:--\\S+ )?(.*) /opt/runner/$", RegexOptions.Multiline)]
    private static partial Regex Copied();
}
