using System.Linq;
using System.Text;
using FastHttp.Load.Gates;
using Testing;

namespace Load.Tests.Gates;

public sealed class BodyCheckTests
{
    [Theory]
    [InlineData("ok", "all is ok", true)]
    [InlineData("ok", "OK", false)]
    [InlineData("/o.$/", "all is ok", true)]
    [InlineData("/^ok/", "all is ok", false)]
    [InlineData("/OK/i", "all is ok", true)]
    [InlineData("/ü{2}/", "üü", true)]
    [InlineData("/", "a/b", true)]
    [InlineData("//", "", true)]
    public void A_text_or_a_pattern(string text, string body, bool expected)
    {
        (BodyExpectation? expectation, string? error) = BodyExpectation.Parse(text);
        Assert.Null(error);
        Assert.Equal(expected, expectation!.CreateCheck().IsMetBy(Encoding.UTF8.GetBytes(body)));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_no_match_and_no_error() =>
        Assert.False(BodyExpectation.Parse("/ok/").Expectation!.CreateCheck().IsMetBy([0xff, 0xfe, 0x80]));

    [Fact]
    public void Bodies_may_be_ever_longer()
    {
        BodyCheck check = BodyExpectation.Parse("/x$/").Expectation!.CreateCheck();
        foreach (int length in (int[])[10, 1023, 1024, 1025, 9000, 20, 9001, 30_000])
        {
            Assert.True(check.IsMetBy(Encoding.UTF8.GetBytes(new string('a', length - 1) + "x")));
            Assert.False(check.IsMetBy(Encoding.UTF8.GetBytes(new string('a', length))));
        }
    }

    [Theory]
    [InlineData("/(/")]
    [InlineData("/a(?=b)/")]
    [InlineData("")]
    public void What_cannot_be_used_says_why(string text)
    {
        (BodyExpectation? expectation, string? error) = BodyExpectation.Parse(text);
        Assert.Null(expectation);
        Assert.NotEmpty(error!);
    }

    [Theory]
    [InlineData("user 7")]
    [InlineData("/\"name\":\"user \\d+\"/")]
    public void A_check_allocates_nothing(string text)
    {
        BodyCheck check = BodyExpectation.Parse(text).Expectation!.CreateCheck();
        byte[] body = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(' ', 5000)) + "{\"name\":\"user 7\"}");
        bool isMet = true;
        AllocationAssert.Zero(() => isMet &= check.IsMetBy(body));
        Assert.True(isMet);
    }
}
