using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Testing;

namespace FastHttp.Tests.Messages;

/// <summary>The pairs of queries and forms: order, types, encoding, and the way back.</summary>
public class HttpArgumentsTests
{
    [Fact]
    public void Pairs_keep_their_order_and_names_may_repeat()
    {
        HttpArguments arguments = Sample();
        Assert.Equal("b=2&a=1&b=x+y%26z&n=-5&d=1.5&t=true&%C3%A9=%E2%82%AC", arguments.ToString());
        Assert.Equal(7, arguments.Count);
        Assert.True(arguments.TryGet("b"u8, out ReadOnlySpan<byte> first));
        Assert.Equal("2"u8, first);
        int second = arguments.IndexOf("b"u8, arguments.IndexOf("b"u8) + 1);
        Assert.Equal("x y&z"u8, arguments.Value(second));
        Assert.Equal(-1, arguments.IndexOf("B"u8));
        Assert.False(arguments.TryGet("none"u8, out ReadOnlySpan<byte> _));
    }

    [Fact]
    public void Set_keeps_the_first_place_and_remove_takes_all()
    {
        HttpArguments arguments = Sample();
        arguments.Set("b"u8, "new value"u8);
        arguments.Set("z"u8, ""u8);
        Assert.True(arguments.Remove("n"u8));
        Assert.False(arguments.Remove("n"u8));
        Assert.Equal("b=new+value&a=1&d=1.5&t=true&%C3%A9=%E2%82%AC&z=", arguments.ToString());
        arguments.Clear();
        Assert.Equal("", arguments.ToString());
    }

    [Fact]
    public void Sorting_is_by_name_and_then_by_value()
    {
        HttpArguments arguments = new();
        arguments.Parse("b=2&a=2&b=1&a&aa=0"u8);
        arguments.Sort();
        Assert.Equal("a=&a=2&aa=0&b=1&b=2", arguments.ToString());
    }

    [Theory]
    [InlineData("a=1&b=x+y%26z", "a=1&b=x+y%26z")]
    [InlineData("a&&=v&", "a=&=v")]
    [InlineData("a=%zz&b=%4&c=%", "a=%25zz&b=%254&c=%25")]
    [InlineData("a=b=c&%41=%6A", "a=b%3Dc&A=j")]
    [InlineData("", "")]
    public void What_is_parsed_is_written_again(string encoded, string written)
    {
        HttpArguments arguments = new();
        arguments.Parse(Encoding.ASCII.GetBytes(encoded));
        Assert.Equal(written, arguments.ToString());
    }

    [Fact]
    public void Any_bytes_survive_the_way_out_and_back()
    {
        Random random = new(5);
        for (int round = 0; round < 500; round++)
        {
            HttpArguments arguments = new();
            List<(byte[] Name, byte[] Value)> pairs = [];
            for (int pair = random.Next(6); pair > 0; pair--)
            {
                byte[] name = new byte[random.Next(1, 5)];
                byte[] value = new byte[random.Next(0, 9)];
                random.NextBytes(name);
                random.NextBytes(value);
                pairs.Add((name, value));
                arguments.Add(name, value);
            }

            string encoded = arguments.ToString();
            Assert.DoesNotContain(encoded, character => character is <= ' ' or >= '\u007f' or '#' or '?');
            HttpArguments back = new();
            back.Parse(Encoding.ASCII.GetBytes(encoded));
            Assert.Equal(
                pairs,
                Enumerable.Range(0, back.Count)
                    .Select(index => (back.Name(index).ToArray(), back.Value(index).ToArray())),
                (left, right) => left.Item1.AsSpan().SequenceEqual(right.Item1)
                    && left.Item2.AsSpan().SequenceEqual(right.Item2));
        }
    }

    [Fact]
    public void Typed_values_are_read_whole_or_not_at_all()
    {
        HttpArguments arguments = new();
        arguments.Parse("n=-5&big=9223372036854775808&x=5x&d=1e3&t=True&f=0&no=2"u8);
        Assert.True(arguments.TryGet("n"u8, out long number));
        Assert.Equal(-5, number);
        Assert.False(arguments.TryGet("big"u8, out number));
        Assert.False(arguments.TryGet("x"u8, out number));
        Assert.True(arguments.TryGet("d"u8, out double real));
        Assert.Equal(1000, real);
        Assert.True(arguments.TryGet("t"u8, out bool flag) && flag);
        Assert.True(arguments.TryGet("f"u8, out flag) && !flag);
        Assert.False(arguments.TryGet("no"u8, out flag));
    }

    [Fact]
    public void A_query_replaces_the_one_before_and_a_form_is_a_body()
    {
        HttpArguments arguments = Sample();
        using FastHttpRequest request = FastHttpRequest.Rent();
        Assert.Throws<InvalidOperationException>(() => request.SetQuery(arguments));
        request.SetUri("http://h/p?old=1"u8);
        request.SetQuery(arguments);
        Assert.Equal($"/p?{arguments}", Encoding.ASCII.GetString(request.Target));
        arguments.Clear();
        request.SetQuery(arguments);
        Assert.Equal("/p"u8, request.Target);

        arguments.Add("a b", "c&d");
        request.Method = "POST"u8;
        request.SetForm(arguments);
        Assert.Equal(
            "POST /p HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            + "Content-Length: 9\r\n\r\na+b=c%26d",
            Encoding.ASCII.GetString(PreparedRequest.Create(request).Bytes.Span));
    }

    [ReleaseFact]
    public void Warm_arguments_allocate_nothing()
    {
        HttpArguments arguments = new();
        using FastHttpRequest request = FastHttpRequest.Rent();
        AllocationAssert.Zero(() =>
        {
            arguments.Clear();
            arguments.Add("q"u8, "some text"u8);
            arguments.Add("page", "3");
            arguments.Add("size"u8, 50);
            arguments.Add("ratio"u8, 0.25);
            arguments.Set("q"u8, "other text"u8);
            request.SetUri("http://peer/items"u8);
            request.SetQuery(arguments);
            request.SetForm(arguments);
            request.SetBasicAuthorization("user"u8, "secret"u8);
            request.Headers.Remove("Cookie"u8);
            request.AddCookie("a"u8, "1"u8);
            request.AddCookie("b"u8, "2"u8);
            _ = request.SerializeHead();
        });
    }

    private static HttpArguments Sample()
    {
        HttpArguments arguments = new();
        arguments.Add("b"u8, "2"u8);
        arguments.Add("a"u8, "1"u8);
        arguments.Add("b"u8, "x y&z"u8);
        arguments.Add("n"u8, -5);
        arguments.Add("d"u8, 1.5);
        arguments.Add("t"u8, true);
        arguments.Add("\u00e9", "\u20ac");
        return arguments;
    }
}
