using System;
using System.Text;

namespace Runner.Tests.Conformance;

// What a ScriptedServer does with a request: wait, send these bytes, then keep the connection, close it or reset it.
internal sealed record ScriptedReply(string Text, ReplyEnd End = ReplyEnd.Keep)
{
    public TimeSpan Delay { get; init; }

    public byte[] Bytes { get; } = Encoding.Latin1.GetBytes(Text);
}
