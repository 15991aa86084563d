using System;
using FastHttp.Load;
using Testing;

namespace LoadFace.Tests;

/// <summary>
/// Options of a test against a server of its own, on real sockets. They have no limit of time: a busy machine may keep
/// an answer for seconds, and none of these tests is about that.
/// </summary>
internal static class RealTarget
{
    public static LoadOptions At(CannedServer server, string path = "/") =>
        At($"http://127.0.0.1:{server.EndPoint.Port}{path}");

    public static LoadOptions At(string url) =>
        new() { Target = new Uri(url), Timeout = System.Threading.Timeout.InfiniteTimeSpan };
}
