using System;
using FastHttp.Load.Text;
using Testing;

namespace Runner.Tests.Reporting;

// wrk's number formats: every golden vector, and figures of a C program that scales in long double as wrk does.
public sealed class WrkFormatTests
{
    [Theory]
    [InlineData(0, "0.00us")]
    [InlineData(849.99, "849.99us")]
    [InlineData(849.995, "850.00us")]
    [InlineData(850, "0.85ms")]
    [InlineData(999, "1.00ms")]
    [InlineData(849999, "850.00ms")]
    [InlineData(999999, "1000.00ms")]
    [InlineData(1000000, "1.00s")]
    [InlineData(50990000, "50.99s")]
    [InlineData(51000000, "0.85m")]
    [InlineData(60000000, "1.00m")]
    [InlineData(3600000000, "60.00m")]
    [SpecCase("wrk", 47)]
    public void Time_of_microseconds(double us, string expected) => Assert.Equal(expected, WrkFormat.TimeUs(us));

    [Theory]
    [InlineData(1, "1s")]
    [InlineData(50, "50s")]
    [InlineData(51, "1m")]
    [InlineData(89, "1m")]
    [InlineData(90, "2m")]
    [InlineData(150, "2m")]
    [InlineData(151, "3m")]
    [InlineData(3600, "60m")]
    [InlineData(7200, "120m")]
    [InlineData(86400, "1440m")]
    [InlineData(0.5, "500ms")]
    [InlineData(0.0005, "0.5ms")]
    [InlineData(1.5, "1.5s")]
    [SpecCase("wrk", 47)]
    public void Duration_of_the_run(double seconds, string expected) =>
        Assert.Equal(expected, WrkFormat.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(849.99, "849.99")]
    [InlineData(850, "0.85k")]
    [InlineData(849999, "850.00k")]
    [InlineData(850000, "0.85M")]
    [InlineData(12345678, "12.35M")]
    [InlineData(1e15, "1000.00T")]
    [SpecCase("wrk", 47)]
    public void Metric(double value, string expected) => Assert.Equal(expected, WrkFormat.Metric(value));

    [Theory]
    [InlineData(870, "870.00")]
    [InlineData(870.39, "870.39")]
    [InlineData(871, "0.85K")]
    [InlineData(1024, "1.00K")]
    [InlineData(1e6, "0.95M")]
    [InlineData(1e9, "0.93G")]
    [InlineData(1e12, "0.91T")]
    [InlineData(1e18, "909494.70T")]
    [SpecCase("wrk", 47)]
    public void Binary(double value, string expected) => Assert.Equal(expected, WrkFormat.Binary(value));

    [Theory]
    [InlineData("0.00", 8, "  0.00  ")]
    [InlineData("0.85k", 8, "  0.85k ")]
    [InlineData("849.00us", 10, "  849.00us")]
    [InlineData("1.00s", 10, "    1.00s ")]
    [InlineData("1000.00T", 8, "1000.00 ")]
    [SpecCase("wrk", 47, 48)]
    public void Fields_align_their_units_and_cut_what_is_too_long(string text, int width, string expected) =>
        Assert.Equal(expected, WrkFormat.Field(text, width));

    [Theory]
    [InlineData(0.125, "    0.12")]
    [InlineData(0.375, "    0.38")]
    [InlineData(2.675, "    2.67")]
    [InlineData(1e-9, "    0.00")]
    [InlineData(123456789.005, "123456789.00")]
    [InlineData(double.NaN, "    -nan")]
    public void Fixed_rounds_as_C_does(double value, string expected) =>
        Assert.Equal(expected, WrkFormat.Fixed(value, 8, 2));

    // The first two dozen come out otherwise in double arithmetic.
    [Theory]
    [InlineData(1065L, "1.07ms", "1.07k", "1.04K", "18m")]
    [InlineData(1075L, "1.08ms", "1.08k", "1.05K", "18m")]
    [InlineData(1085L, "1.09ms", "1.09k", "1.06K", "18m")]
    [InlineData(1095L, "1.10ms", "1.10k", "1.07K", "18m")]
    [InlineData(1105L, "1.11ms", "1.11k", "1.08K", "18m")]
    [InlineData(1115L, "1.12ms", "1.12k", "1.09K", "19m")]
    [InlineData(1135L, "1.13ms", "1.13k", "1.11K", "19m")]
    [InlineData(1145L, "1.14ms", "1.14k", "1.12K", "19m")]
    [InlineData(1155L, "1.15ms", "1.15k", "1.13K", "19m")]
    [InlineData(1165L, "1.16ms", "1.16k", "1.14K", "19m")]
    [InlineData(1175L, "1.17ms", "1.17k", "1.15K", "20m")]
    [InlineData(1185L, "1.18ms", "1.18k", "1.16K", "20m")]
    [InlineData(1315L, "1.32ms", "1.32k", "1.28K", "22m")]
    [InlineData(1325L, "1.33ms", "1.33k", "1.29K", "22m")]
    [InlineData(1335L, "1.34ms", "1.34k", "1.30K", "22m")]
    [InlineData(1345L, "1.35ms", "1.35k", "1.31K", "22m")]
    [InlineData(1355L, "1.36ms", "1.36k", "1.32K", "23m")]
    [InlineData(1365L, "1.37ms", "1.37k", "1.33K", "23m")]
    [InlineData(1385L, "1.38ms", "1.38k", "1.35K", "23m")]
    [InlineData(1395L, "1.39ms", "1.39k", "1.36K", "23m")]
    [InlineData(1405L, "1.40ms", "1.40k", "1.37K", "23m")]
    [InlineData(1415L, "1.41ms", "1.41k", "1.38K", "24m")]
    [InlineData(1425L, "1.42ms", "1.42k", "1.39K", "24m")]
    [InlineData(1435L, "1.43ms", "1.43k", "1.40K", "24m")]
    [InlineData(0L, "0.00us", "0.00", "0.00", "0s")]
    [InlineData(7880L, "7.88ms", "7.88k", "7.70K", "131m")]
    [InlineData(94483488743L, "1574.72m", "94.48G", "87.99G", "1574724812m")]
    [InlineData(10660L, "10.66ms", "10.66k", "10.41K", "178m")]
    [InlineData(1498574123L, "24.98m", "1.50G", "1.40G", "24976235m")]
    [InlineData(42L, "42.00us", "42.00", "42.00", "42s")]
    [InlineData(5054825417L, "84.25m", "5.05G", "4.71G", "84247090m")]
    [InlineData(288043318812L, "4800.72m", "288.04G", "268.26G", "4800721980m")]
    [InlineData(97L, "97.00us", "97.00", "97.00", "2m")]
    [InlineData(3380973L, "3.38s", "3.38M", "3.22M", "56350m")]
    [InlineData(1770L, "1.77ms", "1.77k", "1.73K", "30m")]
    [InlineData(98252194L, "1.64m", "98.25M", "93.70M", "1637537m")]
    [InlineData(13863563444L, "231.06m", "13.86G", "12.91G", "231059391m")]
    [InlineData(29061079382L, "484.35m", "29.06G", "27.07G", "484351323m")]
    [InlineData(7710L, "7.71ms", "7.71k", "7.53K", "128m")]
    [InlineData(3527008877366L, "58783.48m", "3.53T", "3.21T", "58783481289m")]
    [InlineData(2390L, "2.39ms", "2.39k", "2.33K", "40m")]
    [InlineData(5225L, "5.22ms", "5.22k", "5.10K", "87m")]
    [InlineData(4050L, "4.05ms", "4.05k", "3.96K", "68m")]
    [InlineData(219L, "219.00us", "219.00", "219.00", "4m")]
    [InlineData(360L, "360.00us", "360.00", "360.00", "6m")]
    [InlineData(7640L, "7.64ms", "7.64k", "7.46K", "127m")]
    [InlineData(73158815L, "1.22m", "73.16M", "69.77M", "1219314m")]
    [InlineData(9L, "9.00us", "9.00", "9.00", "9s")]
    [InlineData(3740L, "3.74ms", "3.74k", "3.65K", "62m")]
    [InlineData(26685L, "26.68ms", "26.68k", "26.06K", "445m")]
    public void Scales_as_long_double_does(long value, string time, string metric, string binary, string seconds)
    {
        Assert.Equal(time, WrkFormat.TimeUs(value));
        Assert.Equal(metric, WrkFormat.Metric(value));
        Assert.Equal(binary, WrkFormat.Binary(value));
        if (value < 3_000_000_000)
        {
            Assert.Equal(seconds, WrkFormat.Duration(TimeSpan.FromSeconds(value)));
        }
    }
}
