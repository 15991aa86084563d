using System.Text;
using FastHttp.Load.Sources;

namespace Load.Tests.Sources;

/// <summary>A request taken apart.</summary>
public sealed class RequestTextTests
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("/a/b?c=/d?e", "/a/b")]
    [InlineData("/?q", "/")]
    [InlineData("http://h:80/a?b=://c", "/a")]
    [InlineData("http://h/", "/")]
    [InlineData("/to?u=http://h/x", "/to")]
    public void The_path_is_that_of_a_whole_url_too_and_without_its_query(string target, string path)
    {
        RequestText request = new(Encoding.ASCII.GetBytes($"POST {target} HTTP/1.1\r\nHost: h\r\nX: \ty \r\n\r\nbody"));

        Assert.Equal(path, Encoding.ASCII.GetString(request.Path));
        Assert.Equal("POST", Encoding.ASCII.GetString(request.Method));
        Assert.Equal(target, Encoding.ASCII.GetString(request.Target));
        Assert.Equal("Host: h\r\nX: \ty \r\n", Encoding.ASCII.GetString(request.Fields));
        Assert.Equal("body", Encoding.ASCII.GetString(request.Body));
        Assert.Equal("y", Encoding.ASCII.GetString(request.ValueOf("x"u8)));
        Assert.True(request.ValueOf("body"u8).IsEmpty);
    }
}
