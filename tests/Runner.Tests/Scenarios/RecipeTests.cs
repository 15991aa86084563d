using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using FastHttp.Load.Results;
using Runner.Tests.Scripting;
using Testing;

namespace Runner.Tests.Scenarios;

// The recipes of docs/scenarios.md as they stand there, each run on each engine: every check holds.
public sealed partial class RecipeTests
{
    private static readonly Dictionary<string, string> s_recipes = Recipe()
        .Matches(File.ReadAllText(Path.Combine(SourceFiles.Root, "docs", "scenarios.md")))
        .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);

    public static IEnumerable<object[]> All() => Engines.With(
        "login", "csv", "pagination", "upload", "polling", "graphql", "correlation", "page", "mix", "think", "knee");

    [Fact]
    public void Every_recipe_is_run() =>
        Assert.Equal(s_recipes.Keys.Order(), All().Select(row => (string)row[1]).Distinct().Order());

    [Theory, MemberData(nameof(All))]
    public async Task A_recipe_does_what_it_says(string engine, string name)
    {
        await using ShopServer shop = await ShopServer.StartAsync();
        using ScenarioUnderTest scenario = new(s_recipes[name]);
        scenario.Add("accounts.csv", "name,password\nann,secret\nbob,secret\n");
        scenario.Add("cat.png", "not really a cat");

        // The data ends one of them, a number of requests the others.
        string[] options = name == "knee" ? ["-n40", "--stage", "1s:4"] : ["-n40"];
        ResultDocument run = await scenario.RunAsync(engine, shop.Url, options);
        Assert.Empty(run.Errors);
        Assert.Equal(name == "csv" ? 2 : 40, run.Requests.Completed);
        Assert.Equal(0, run.Requests.Failed);
        Assert.All(run.Checks ?? [], check => Assert.True(check.Fail == 0, $"{check.Name}: {check.Sample}"));
        Assert.True(run.Iterations!.Completed > 0);
        if (name == "mix")
        {
            Assert.Equal((36, 4), (shop.Count("GET /list"), shop.Count("POST /cart")));
        }
        else if (name != "think")
        {
            Assert.NotEmpty(run.Checks!);
        }
    }

    [GeneratedRegex("<!-- recipe: (\\w+) -->\n```lua\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Recipe();
}
