using System.IO;
using System.Net.Http;
using System.Threading.Tasks;
using Runner.Demo;


namespace Runner.Tests.Demo;

/// <summary>The target in a child process: it serves, and it ends with its owner.</summary>
public sealed class DemoTargetTests
{
    [Fact]
    public async Task ServesUntilDisposed()
    {
        using HttpClient client = new();
        string url;
        using (DemoTarget target = DemoTarget.Start(RunnerUnderTest.Executable))
        {
            url = target.Url;
            Assert.Equal("{\"id\":123,\"name\":\"user 123\"}", await client.GetStringAsync(url + "/user/123"));
        }

        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(url + "/user/123"));
    }

    [Fact]
    public void AnExecutableThatIsNotThereIsAnIOException() =>
        Assert.Throws<IOException>(() => DemoTarget.Start("/no/such/executable"));

    [Fact]
    public void AnExecutableThatDoesNotServeIsAnIOException() =>
        Assert.Throws<IOException>(() => DemoTarget.Start("/bin/true"));
}
