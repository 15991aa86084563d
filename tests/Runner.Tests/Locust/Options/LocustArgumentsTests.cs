using Runner.Locust.Options;
using Runner.Options.Parsing;

namespace Runner.Tests.Locust.Options;

public sealed class LocustArgumentsTests
{
    [Theory]
    [InlineData("-master-host h -master-port=1 u", "--master-host=h --master-port=1 u")]
    [InlineData("--master-host h -- -u", "--master-host=h -- -u")]
    [InlineData("-u10 -r 2 -t=3s -Hhttp://h", "--users=10 --spawn-rate=2 --run-time=3s --host=http://h")]
    [InlineData("-headless --only-summary u", "--headless --only-summary u")]
    [InlineData("--request-increase-rate -1", "--request-increase-rate=-1")]
    [InlineData("--body --headless", "--body=--headless")]
    [InlineData("--hatch-rate 5 --processes 2", "--spawn-rate=5 --threads=2")]
    [InlineData("--unknown -x", "--unknown -x")]
    [InlineData("u --headless -H", "u --headless --host")]
    public void EachSpellingBecomesOne(string typed, string expected) => Assert.Equal(
        expected.Split(' '), LocustArguments.Normalize(typed.Split(' '), static _ => null));

    [Fact]
    public void VariablesComeFirstAndGiveWay()
    {
        string[] result = LocustArguments.Normalize(
            ["-u", "1", "url"],
            static name => name switch
            {
                "LOCUST_USERS" => "9",
                "LOCUST_HEADLESS" => "true",
                "LOCUST_ONLY_SUMMARY" => "false",
                "LOCUST_MASTER_NODE_PORT" => "99",
                _ => null,
            });
        Assert.Equal(["--master-port=99", "--headless", "--users=1", "url"], result);
    }

    [Theory]
    [InlineData("--headless u", "--html=f.html --headless u")]
    [InlineData("u", "u")]
    [InlineData("--html=mine.html u", "--html=mine.html u")]
    public void ThePageOfTheVariableIsTheMastersWhereThereIsOne(string typed, string expected) => Assert.Equal(
        expected.Split(' '),
        LocustArguments.Normalize(
            typed.Split(' '), static name => name == "LOCUST_HTML" ? "f.html" : null));

    [Theory]
    [InlineData("--headless http://h/", "", true, 0)]
    [InlineData("--worker --headless http://h/", "", false, 1)]
    [InlineData("--headless --worker http://h/", "", false, 1)]
    [InlineData("--worker http://h/", "LOCUST_HEADLESS", false, 1)]
    [InlineData("--headless http://h/", "LOCUST_MODE_WORKER", false, 1)]
    [InlineData("--worker http://h/", "", false, 0)]
    public void L3_A_worker_stays_one_where_headless_is_said_too(
        string typed, string variable, bool isHeadless, int warnings)
    {
        OptionCommand<LocustOptions> syntax = LocustReader.Syntax();
        string[] words = LocustArguments.Normalize(typed.Split(' '), name => name == variable ? "true" : null);
        (LocustOptions? options, string? error) = LocustReader.Read(syntax, syntax.Command.Parse(words));

        Assert.Null(error);
        Assert.Equal(isHeadless, options!.Headless);
        Assert.Equal(warnings, options.Warnings.Count);
    }

    [Theory]
    [InlineData("constant:1.5", true)]
    [InlineData("between:1,2", true)]
    [InlineData("pacing:0.1", true)]
    [InlineData("throughput:5", true)]
    [InlineData("between:2,1", false)]
    [InlineData("throughput:0", false)]
    [InlineData("constant:-1", false)]
    [InlineData("constant", false)]
    [InlineData("sometimes:1", false)]
    public void WaitTimesAreLocustsFour(string text, bool expected) =>
        Assert.Equal(expected, WaitSyntax.TryParse(text, out _));
}
