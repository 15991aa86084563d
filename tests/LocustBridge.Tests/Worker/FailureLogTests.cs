using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LocustBridge.Outputs;
using LocustBridge.Session;

namespace LocustBridge.Tests.Worker;

// What goes wrong in user code: one line a kind, and a count.
public sealed class FailureLogTests
{
    private readonly List<string> _lines = [];
    private readonly FailureLog _failures;

    public FailureLogTests() => _failures = new FailureLog(new LogBuffer(_lines.Add, TimeProvider.System));

    [Fact]
    [SpecCase("locust", 51)]
    public void TheFirstOfAKindIsALineAndTheRestANumber()
    {
        for (int i = 0; i < 1001; i++)
        {
            _failures.Add("shop.lua:3: no token\nstack traceback: ...");
        }

        _failures.Add("another");
        Assert.Equal(["ERROR: shop.lua:3: no token", "ERROR: another"], Texts());
        _failures.WriteRepeats();
        _failures.WriteRepeats();
        Assert.Equal("ERROR: shop.lua:3: no token (1,000 more)", Texts()[2]);
        Assert.Equal(3, _lines.Count);
    }

    [Fact]
    [SpecCase("locust", 51)]
    public void AnExceptionIsKnownByItsPlaceWhateverNumberItsTextHolds()
    {
        for (int i = 0; i < 3; i++)
        {
            _failures.Add(Thrown("order " + i.ToString(CultureInfo.InvariantCulture)));
        }

        string line = Assert.Single(Texts());
        Assert.StartsWith("ERROR: In a task of a user: InvalidOperationException: order 0, at ", line);
        Assert.Contains(nameof(Thrown), line, StringComparison.Ordinal);
    }

    [Fact]
    [SpecCase("locust", 51)]
    public void KindsWithoutEndDoNotFillTheLog()
    {
        for (int i = 0; i < 5000; i++)
        {
            _failures.Add("text " + i.ToString(CultureInfo.InvariantCulture));
        }

        Assert.Equal(100, _lines.Count);
        _failures.WriteRepeats();
        Assert.Equal("ERROR: Failures of further kinds: 4,900", Texts()[^1]);
    }

    private static InvalidOperationException Thrown(string text)
    {
        try
        {
            throw new InvalidOperationException(text);
        }
        catch (InvalidOperationException e)
        {
            return e;
        }
    }

    private string[] Texts() => [.. _lines.Select(line => line[(line.IndexOf(']', StringComparison.Ordinal) + 2)..])];
}
