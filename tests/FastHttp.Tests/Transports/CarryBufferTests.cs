using System;
using System.Collections.Generic;
using FastHttp.Transports;

namespace FastHttp.Tests.Transports;

public sealed class CarryBufferTests
{
    [Fact]
    public void The_buffer_agrees_with_a_list()
    {
        Random random = new(51);
        CarryBuffer buffer = default;
        List<byte> model = [];
        for (int step = 0; step < 20_000; step++)
        {
            if (random.Next(2) == 0)
            {
                byte[] data = new byte[random.Next(1, 5000)];
                random.NextBytes(data);
                Span<byte> room = buffer.Reserve(data.Length);
                Assert.True(room.Length >= data.Length);
                Assert.Equal(room.Length, buffer.FreeMemory.Length);
                data.CopyTo(room);
                buffer.Append(data.Length);
                model.AddRange(data);
            }
            else
            {
                int count = random.Next(model.Count + 1);
                buffer.Consume(count);
                model.RemoveRange(0, count);
            }

            Assert.Equal(model.Count, buffer.Count);
            Assert.True(buffer.Span.SequenceEqual(model.ToArray()));
            Assert.Equal(model.Count, buffer.Memory.Length);
        }
    }

    [Fact]
    public void An_empty_buffer_holds_no_array()
    {
        CarryBuffer buffer = default;
        buffer.Reserve(100);
        buffer.Append(10);
        Assert.NotEqual(0, buffer.FreeMemory.Length);
        buffer.Consume(10);
        Assert.Equal(0, buffer.FreeMemory.Length);
        buffer.Release();
        Assert.Equal(0, buffer.Count);
    }
}
