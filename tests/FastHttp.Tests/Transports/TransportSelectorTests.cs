using System;
using FastHttp.Transports;

namespace FastHttp.Tests.Transports;

/// <summary>
/// The choice of the transport. The environment belongs to the whole process. The tests that set it therefore run while
/// no other test does.
/// </summary>
[Collection(nameof(MeasuredAlone))]
public sealed class TransportSelectorTests : IDisposable
{
    private readonly string? _before = Environment.GetEnvironmentVariable(TransportSelector.EnvironmentVariable);

    public void Dispose() => Environment.SetEnvironmentVariable(TransportSelector.EnvironmentVariable, _before);

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public void A_name_chooses(string name)
    {
        Transport transport = TransportSelector.Select(name, out string reason);
        Assert.Equal(name, transport.Name);
        Assert.Equal("it was asked for", reason);
    }

    [Fact]
    public void Auto_takes_epoll_where_the_system_has_it()
    {
        Assert.Equal("epoll", TransportSelector.Select("auto", out string reason).Name);
        Assert.Equal("this system has epoll", reason);
    }

    [Theory]
    [InlineData("sockets")]
    [InlineData("epoll")]
    public void The_environment_overrides(string name)
    {
        Environment.SetEnvironmentVariable(TransportSelector.EnvironmentVariable, name);
        Assert.Equal(name, TransportSelector.Select(out string reason).Name);
        Assert.Equal($"FASTHTTP_TRANSPORT={name} asks for it", reason);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("auto")]
    public void An_environment_that_asks_for_nothing_leaves_the_choice_to_the_system(string? value)
    {
        Environment.SetEnvironmentVariable(TransportSelector.EnvironmentVariable, value);
        Assert.Equal("epoll", TransportSelector.Select(out string reason).Name);
        Assert.Equal("this system has epoll", reason);
    }

    [Fact]
    public void An_unknown_name_is_refused_and_the_message_lists_the_names()
    {
        ArgumentException failure = Assert.Throws<ArgumentException>(() => TransportSelector.Select("iouring", out _));
        Assert.StartsWith(
            "'iouring' names no transport; use auto, epoll or sockets.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_name_in_the_environment_is_refused_and_the_message_says_where_it_stands()
    {
        Environment.SetEnvironmentVariable(TransportSelector.EnvironmentVariable, "Epoll");
        ArgumentException failure = Assert.Throws<ArgumentException>(() => TransportSelector.Select(out _));
        Assert.StartsWith("FASTHTTP_TRANSPORT: 'Epoll' names no transport", failure.Message, StringComparison.Ordinal);
    }
}
