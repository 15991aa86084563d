using System;
using System.Globalization;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Testing;

/// <summary>One connection of a <see cref="FaultServer"/>, for a script that serves it. Owned by that script.</summary>
public sealed class FaultConnection(Socket socket)
{
    private SslStream? _security;
    private byte[] _buffer = new byte[16 * 1024];
    private int _count;

    /// <summary>The socket, for what only a socket can do.</summary>
    public Socket Socket => socket;

    /// <summary>Shakes hands; what is sent and read from here on is secured.</summary>
    /// <returns>The script's to dispose of; without a shutdown before, the client misses close_notify.</returns>
    public Task<SslStream> SecureAsync(X509Certificate2 certificate) =>
        SecureAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate });

    /// <inheritdoc cref="SecureAsync(X509Certificate2)"/>
    public async Task<SslStream> SecureAsync(SslServerAuthenticationOptions options)
    {
        SslStream security = new(new SecuredSocket(socket));
        try
        {
            await security.AuthenticateAsServerAsync(options);
        }
        catch
        {
            await security.DisposeAsync();
            throw;
        }

        return _security = security;
    }

    /// <summary>Reads a request with its body, and drops the body; null at the end of the stream.</summary>
    /// <returns>The head, without the empty line.</returns>
    public async ValueTask<string?> ReadRequestAsync() =>
        await ReadHeadAsync() is { } head && await DropBodyAsync(head) ? head : null;

    /// <summary>Reads the head of a request; null at the end of the stream.</summary>
    /// <returns>The head, without the empty line.</returns>
    public async ValueTask<string?> ReadHeadAsync()
    {
        int end;
        while ((end = _buffer.AsSpan(0, _count).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (!await FillAsync())
            {
                return null;
            }
        }

        string head = Encoding.ASCII.GetString(_buffer, 0, end);
        Consume(end + 4);
        return head;
    }

    /// <summary>Reads and drops the body of a request whose head was read; false at the end of the stream.</summary>
    public async ValueTask<bool> DropBodyAsync(string head)
    {
        if (!head.Contains("\r\nTransfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase))
        {
            return await DropAsync(LengthIn(head));
        }

        // No trailers: the last chunk is followed by an empty line.
        while (true)
        {
            int end;
            while ((end = _buffer.AsSpan(0, _count).IndexOf("\r\n"u8)) < 0)
            {
                if (!await FillAsync())
                {
                    return false;
                }
            }

            string hex = Encoding.ASCII.GetString(_buffer, 0, end);
            long size = long.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (!await DropAsync(end + 2 + size + 2))
            {
                return false;
            }

            if (size == 0)
            {
                return true;
            }
        }
    }

    public async ValueTask SendAsync(string bytes) => await SendAsync(Encoding.Latin1.GetBytes(bytes));

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (_security is not null)
        {
            await _security.WriteAsync(bytes);
            return;
        }

        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes)..];
        }
    }

    /// <summary>Answers with 200 and a body.</summary>
    public ValueTask AnswerAsync(string body, string fields = "") =>
        SendAsync($"HTTP/1.1 200 OK\r\n{fields}Content-Length: {body.Length}\r\n\r\n{body}");

    /// <summary>Reads and drops everything up to the end of the stream.</summary>
    public async ValueTask DrainAsync()
    {
        do
        {
            _count = 0;
        }
        while (await FillAsync());
    }

    /// <summary>Closes so that the client sees a reset.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close(0);
    }

    /// <summary>The target of a request.</summary>
    public static string TargetOf(string head) => head.Split(' ', 3)[1];

    private static long LengthIn(string head)
    {
        const string Name = "\r\nContent-Length: ";
        int start = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        if (start < 0)
        {
            return 0;
        }

        start += Name.Length;
        int end = head.IndexOf('\r', start);
        return long.Parse(head.AsSpan(start, (end < 0 ? head.Length : end) - start), CultureInfo.InvariantCulture);
    }

    private async ValueTask<bool> DropAsync(long length)
    {
        while (length > 0)
        {
            if (_count == 0 && !await FillAsync())
            {
                return false;
            }

            int taken = (int)Math.Min(length, _count);
            Consume(taken);
            length -= taken;
        }

        return true;
    }

    private async ValueTask<bool> FillAsync()
    {
        if (_count == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        Memory<byte> free = _buffer.AsMemory(_count);
        int received = await (_security is null ? socket.ReceiveAsync(free) : _security.ReadAsync(free));
        _count += received;
        return received > 0;
    }

    private void Consume(int length)
    {
        _buffer.AsSpan(length, _count - length).CopyTo(_buffer);
        _count -= length;
    }

    // A write that fails loses SslStream's array, and buffers are counted: the next read fails, too.
    private sealed class SecuredSocket(Socket socket) : NetworkStream(socket)
    {
        public override async ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                await base.WriteAsync(buffer, cancellationToken);
            }
            catch (IOException)
            {
                // The client has gone.
            }
        }
    }
}
