using System;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Linq;
using System.Reflection;

namespace Tidy.Tests;

/// <summary>
/// The public surface of the libraries is written down in docs/api, so that a change of it is seen and meant. To take a
/// change over: <c>UPDATE_API=1 dotnet test tests/Tidy.Tests --filter PublicApi</c>, then look at the difference.
/// </summary>
public sealed class PublicApiTests
{
    [Theory, InlineData("FastHttp"), InlineData("FastHttp.Load"), InlineData("LocustBridge")]
    public void TheSurfaceIsAsItIsWrittenDown(string library)
    {
        string path = Path.Combine(Repository.Root, "docs", "api", $"{library}.txt");
        string[] found = [.. ApiText.Of(Assembly.Load(library))];
        if (Environment.GetEnvironmentVariable("UPDATE_API") == "1"
            && Environment.GetEnvironmentVariable("CI") != "true")
        {
            File.WriteAllText(path, string.Join('\n', found) + "\n");
        }

        string[] written = File.ReadAllLines(path);
        string[] gone = [.. Marked(written).Except(Marked(found)).Select(line => $"- {line}")];
        string[] added = [.. Marked(found).Except(Marked(written)).Select(line => $"+ {line}")];
        Assert.True(
            gone.Length + added.Length == 0,
            $"docs/api/{library}.txt differs. If that is meant, run\n"
            + "UPDATE_API=1 dotnet test tests/Tidy.Tests --filter PublicApi\n"
            + string.Join('\n', [.. gone, .. added]));
        Assert.Equal(written, found);
    }

    [Fact]
    public void ALineTellsAllThatAUserCanSee()
    {
        Assert.Equal(
            [
                "abstract class Tidy.Tests.PublicApiTests.Sample<T> : IDisposable",
                "    T? Find(string? name, in int index, out T[] found, int limit = 3)",
                "    abstract int Count { get; }",
                "    const int Limit = 7",
                "    long Size { get; init; }",
                "    protected new()",
                "    protected virtual void Dispose(bool disposing)",
                "    void Dispose()",
                "    void Try() [TIDY001]",
            ],
            ApiText.Of(typeof(Sample<>)));
    }

    // A line with the type that it belongs to, so that members of the same shape are told apart.
    private static string[] Marked(string[] lines)
    {
        string type = "";
        return [.. lines.Select(line =>
        {
            if (!line.StartsWith(' '))
            {
                type = line;
                return line;
            }

            return $"{type.Split(" : ")[0]}: {line.Trim()}";
        })];
    }

    /// <summary>Something of each kind.</summary>
    public abstract class Sample<T> : IDisposable
        where T : class
    {
        public const int Limit = 7;

        private protected int _hidden;

        public abstract int Count { get; }

        public long Size { get; init; }

        public T? Find(string? name, in int index, out T[] found, int limit = 3)
        {
            found = [];
            return _hidden == index ? null : default;
        }

        public void Dispose()
        {
            Dispose(disposing: true);
            GC.SuppressFinalize(this);
        }

        [Experimental("TIDY001")]
        public void Try() => _hidden++;

        internal void Unseen() => _hidden++;

        protected virtual void Dispose(bool disposing)
        {
        }
    }
}
