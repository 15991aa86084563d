using System;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;

namespace FastHttp.Tests.Faults;

/// <summary>A server for one connection, on a thread that blocks: answers each request when all of it has
/// come.</summary>
internal sealed class ThreadServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly byte[] _answer;

    public ThreadServer(string answer)
    {
        _answer = Encoding.ASCII.GetBytes(answer);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Url = new Uri($"http://{_listener.LocalEndPoint}/");
        new Thread(Serve) { IsBackground = true, Name = "thread server" }.Start();
    }

    public Uri Url { get; }

    public void Dispose() => _listener.Dispose();

    private void Serve()
    {
        byte[] buffer = new byte[4 * 1024 * 1024];
        try
        {
            using Socket connection = _listener.Accept();
            int count = 0;
            while (connection.Receive(buffer, count, buffer.Length - count, SocketFlags.None) is int got and > 0)
            {
                count += got;
                if (IsWhole(buffer.AsSpan(0, count)))
                {
                    connection.Send(_answer);
                    count = 0;
                }
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> request)
    {
        int end = request.IndexOf("\r\n\r\n"u8) + 4;
        if (end < 4)
        {
            return false;
        }

        string head = Encoding.ASCII.GetString(request[..end]);
        if (head.Contains("chunked", StringComparison.OrdinalIgnoreCase))
        {
            return request[end..].EndsWith("\r\n0\r\n\r\n"u8);
        }

        int field = head.IndexOf("Content-Length: ", StringComparison.OrdinalIgnoreCase);
        return field < 0 || request.Length - end
            == int.Parse(head.AsSpan(field + 16, head.IndexOf('\r', field) - field - 16), CultureInfo.InvariantCulture);
    }
}
