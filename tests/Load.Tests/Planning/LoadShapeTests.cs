using System;
using FastHttp.Load.Planning;

namespace Load.Tests.Planning;

public sealed class LoadShapeTests
{
    private static readonly LoadShape s_shape = new(
        20,
        (TimeSpan.FromSeconds(2), 100),
        (TimeSpan.FromSeconds(1), 0),
        (TimeSpan.FromSeconds(3), 0),
        (TimeSpan.FromSeconds(2), 50));

    [Fact]
    public void The_area_is_the_integral()
    {
        const int steps = 100_000;
        double sum = 0;
        for (int step = 0; step < steps; step++)
        {
            double middle = (step + 0.5) * 10 / steps;
            sum += s_shape.LevelAt(middle) * 10 / steps;
        }

        Assert.Equal(sum, s_shape.AreaAt(10), 3);
    }

    [Fact]
    public void Due_times_reach_their_areas_in_order()
    {
        LoadShape.Cursor cursor = s_shape.Walk();
        double last = 0;
        for (int request = 1; request < 300; request++)
        {
            double due = cursor.TimeOf(request);
            Assert.True(due >= last);
            Assert.Equal(request, s_shape.AreaAt(due), 6);
            last = due;
        }
    }

    [Fact]
    public void A_rate_that_ends_is_never_due_again()
    {
        LoadShape.Cursor cursor = new LoadShape(10, (TimeSpan.FromSeconds(1), 0)).Walk();
        Assert.True(cursor.TimeOf(4.9) < 1);
        Assert.True(double.IsPositiveInfinity(cursor.TimeOf(5.1)));
    }

    [Theory]
    [InlineData(0, 20)]
    [InlineData(0.5, 40)]
    [InlineData(1, 60)]
    [InlineData(1.999, 99.96)]
    [InlineData(2, 100)]
    [InlineData(2.25, 75)]
    [InlineData(3, 0)]
    [InlineData(5, 0)]
    [InlineData(6, 0)]
    [InlineData(7, 25)]
    [InlineData(8, 50)]
    [InlineData(9, 50)]
    public void A_stage_leads_to_its_level_in_a_straight_line(double seconds, double level) =>
        Assert.Equal(level, s_shape.LevelAt(seconds), 6);

    // 120 in the first two seconds, 50 in the next, 50 in those from 6 to 8, and then 50 a second.
    [Theory]
    [InlineData(1, 40)]
    [InlineData(2, 120)]
    [InlineData(3, 170)]
    [InlineData(6, 170)]
    [InlineData(7, 182.5)]
    [InlineData(8, 220)]
    [InlineData(10, 320)]
    public void What_is_due_by_a_time_is_the_area_under_the_line(double seconds, double requests)
    {
        Assert.Equal(requests, s_shape.AreaAt(seconds), 6);
        double due = s_shape.Walk().TimeOf(requests);
        Assert.Equal(requests == 170 ? 3 : seconds, due, 6);
    }
}
