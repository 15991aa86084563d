using System.Threading.Tasks;

namespace Runner.Tests.Options.Values;

// A path that is none, such as "$F" where F is not set, is one line, and nothing is done.
public sealed class PathTextTests
{
    [Theory]
    [InlineData("report", "")]
    [InlineData("report", "run.json", "-o", "")]
    [InlineData("compare", "", "run.json")]
    [InlineData("compare", "run.json", "run.json", "--html", "")]
    [InlineData("repeat", "2", "--json-dir", "", "--", "wrk", "http://127.0.0.1:1/")]
    [InlineData("serve", "--unix-socket", "")]
    [InlineData("serve", "--unix-socket=", "--port", "0")]
    [InlineData("report", "--output=", "run.json")]
    public async Task An_empty_path_is_no_path(params string[] line)
    {
        (int code, string output, string error) = await RunnerProcess.RunAsync(line);
        Assert.Equal((1, ""), (code, output));
        Assert.Equal(
            $"runner {line[0]}: '' is not the path of a file or a folder. See 'runner {line[0]} --help'.\n", error);
    }

    // One that is joined is not the next word.
    [Theory]
    [InlineData("--logfile=")]
    [InlineData("--logfile", "")]
    [InlineData("-logfile", "")]
    public async Task Nor_is_it_one_for_locust(params string[] words)
    {
        (int code, string output, string error) = await RunnerProcess.RunAsync(
            ["locust", .. words, "--headless", "-t1", "http://127.0.0.1:1/"]);
        Assert.Equal((1, ""), (code, output));
        Assert.Equal(
            "runner locust: invalid value '' for --logfile (expected the path of a file). "
                + "See 'runner locust --help'.\n",
            error);
    }

    [Theory]
    [InlineData("-b", "@", "invalid value '@' for --body (expected the body's text, @FILE or @-)")]
    [InlineData("-F", "f=@", "invalid value 'f=@' for --form (expected name=value or name=@FILE)")]
    public async Task A_body_without_a_path_is_refused_by_http_too(string option, string value, string message)
    {
        (int code, string output, string error) = await RunnerProcess.RunAsync(
            "http", option, value, "http://127.0.0.1:1/");
        Assert.Equal((1, ""), (code, output));
        Assert.Equal($"runner http: {message}. See 'runner http --help'\n", error);
    }
}
