using System;
using System.Linq;
using Testing;

namespace FastHttp.Tests.Messages;

/// <summary>The reasons in words.</summary>
public sealed class ErrorTextTests
{
    [Fact, SpecCase("client", 58)]
    public void H16_each_reason_has_one_text_of_its_own()
    {
        HttpError[] reasons = Enum.GetValues<HttpError>();
        Assert.Equal(reasons.Length, reasons.Select(reason => reason.ToText()).Distinct().Count());
        Assert.Equal("connection refused", HttpError.ConnectRefused.ToText());
    }
}
