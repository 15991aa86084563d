using System.Collections.Generic;
using FastHttp.Http1;
using Testing;
using Testing.Responses;

namespace FastHttp.Tests.Http1;

/// <summary>
/// Every row of the response table, on the reader alone, in every form in which the bytes can arrive.
/// </summary>
public class ResponseCaseTests
{
    public static IEnumerable<object[]> Ids() => ResponseCases.Ids();

    [Fact]
    public void Table_is_complete() => Assert.Equal(172, ResponseCases.All.Count);

    [Theory, MemberData(nameof(Ids))]
    public void Whole(string id)
    {
        ResponseCase row = ResponseCases.Get(id);
        Run(row, [WireForms.Whole(row.Wire), WireForms.Oversized(row.Wire)]);
    }

    [Theory, MemberData(nameof(Ids))]
    public void Split_at_every_offset(string id)
    {
        ResponseCase row = ResponseCases.Get(id);
        Run(row, WireForms.Splits(row.Wire));
    }

    [Theory, MemberData(nameof(Ids))]
    public void Byte_by_byte(string id)
    {
        ResponseCase row = ResponseCases.Get(id);
        Run(row, [WireForms.ByteByByte(row.Wire)]);
    }

    [Theory, MemberData(nameof(Ids))]
    public void X80_small_blocks_and_random_splits(string id)
    {
        ResponseCase row = ResponseCases.Get(id);
        List<WireForm> forms = [WireForms.Blocks(row.Wire, 16)];
        for (int seed = 0; seed < 20; seed++)
        {
            forms.Add(WireForms.Random(row.Wire, seed, maxLength: 40));
        }

        Run(row, forms);
    }

    [Theory, MemberData(nameof(Ids))]
    public void A_reader_that_has_read_the_same_before(string id)
    {
        ResponseCase row = ResponseCases.Get(id);
        ReaderDriver driver = new(row.Options);
        foreach (WireForm form in WireForms.Of(row.Wire.Length > 2000 ? row.Wire[..2000] : row.Wire))
        {
            using FastHttpResponse response = FastHttpResponse.Rent();
            driver.Run(WireForms.Whole(row.Wire), row.Traits, row.ClosesAfter, response);
            ResponseOutcome? first = driver.Run(form, row.Traits, row.ClosesAfter, response);
            ResponseOutcome? alone = new ReaderDriver(row.Options).Run(form, row.Traits, row.ClosesAfter, response);
            Assert.Equal(alone?.ToString(), first?.ToString());
        }
    }

    private static void Run(ResponseCase row, IEnumerable<WireForm> forms)
    {
        ReaderDriver driver = new(row.Options);
        using FastHttpResponse response = FastHttpResponse.Rent();
        foreach (WireForm form in forms)
        {
            // A fresh reader for each form: what it remembers is tested apart.
            ResponseOutcome? outcome = new ReaderDriver(row.Options).Run(form, row.Traits, row.ClosesAfter, response);
            Assert.True(outcome is not null, $"{row} has not ended, {form}");
            Assert.True(row.Check(outcome) is null, $"{row.Check(outcome)}\n{form}");

            ParseStatus counted = driver.Feed(form, row.Traits, row.ClosesAfter, null, resets: false, out _);
            Assert.Equal(outcome.Error == HttpError.None ? ParseStatus.Done : ParseStatus.Invalid, counted);
            Assert.Equal(outcome.Error, driver.Reader.Error);
            Assert.True(outcome.Error != HttpError.None || outcome.Body.Length == driver.Reader.BodyLength);
        }
    }
}
