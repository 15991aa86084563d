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
}
