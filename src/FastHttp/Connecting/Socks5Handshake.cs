using System;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using FastHttp.Transports;

namespace FastHttp.Connecting;

/// <summary>
/// SOCKS version 5: methods offered, name and password if the proxy wants them (RFC 1929), then the target, by its name
/// where it has one, so that the proxy resolves it (RFC 1928). Lives on the loop.
/// </summary>
internal sealed class Socks5Handshake(
    HttpProxy proxy, HttpEndPoint target, TransportConnection transport, ITunnelHandler opener)
    : TunnelHandshake(transport, opener)
{
    private const byte Version = 5;
    private const byte NoAuthentication = 0;
    private const byte NamePassword = 2;
    private const byte Connect = 1;
    private const byte IPv4 = 1;
    private const byte Name = 3;
    private const byte IPv6 = 4;
    private const int MaxNameBytes = 255;

    private Stage _stage = Stage.Method;

    private enum Stage
    {
        Method,
        Password,
        Reply,
    }

    protected override void Begin() => Send(proxy.UserName is null
        ? [Version, 1, NoAuthentication]
        : [Version, 2, NoAuthentication, NamePassword]);

    protected override Step Read(ReadOnlySpan<byte> data, out int consumed)
    {
        consumed = 0;
        if (_stage == Stage.Reply)
        {
            return ReadReply(data, out consumed);
        }

        if (data.Length < 2)
        {
            return Step.NeedMore;
        }

        consumed = 2;
        if (_stage == Stage.Password)
        {
            // RFC 1929 §2: anything but 0 is a refusal.
            return data[1] == 0 ? SendTarget() : Step.Refused;
        }

        if (data[0] != Version)
        {
            return Step.Refused;
        }

        return data[1] switch
        {
            NoAuthentication => SendTarget(),
            NamePassword when proxy.UserName is not null => SendPassword(proxy.UserName, proxy.Password ?? ""),
            _ => Refuse(data[1]),
        };
    }

    private Step Refuse(byte method)
    {
        RefusalText = method == NamePassword ? "it wants a user name and a password"
            : "it accepts no way to authenticate that is known here";
        return Step.Refused;
    }

    // RFC 1928 §6.
    private static string ReplyText(byte reply) => reply switch
    {
        1 => "general failure",
        2 => "its rules do not allow that",
        3 => "the network is unreachable",
        4 => "the host is unreachable",
        5 => "the connection was refused",
        6 => "the connection took too long",
        7 => "it does not know CONNECT",
        8 => "it does not know this kind of address",
        _ => $"reply {reply}",
    };

    private Step ReadReply(ReadOnlySpan<byte> data, out int consumed)
    {
        consumed = 0;
        if (data.Length < 2)
        {
            return Step.NeedMore;
        }

        // RFC 1928 §6: a refusal may be followed by the end at once, so it is not waited for what follows it.
        if (data[0] != Version || data[1] != 0)
        {
            RefusalText = ReplyText(data[1]);
            return Step.Refused;
        }

        if (data.Length < 5)
        {
            return Step.NeedMore;
        }

        int length = data[3] switch
        {
            IPv4 => 4 + 4 + 2,
            IPv6 => 4 + 16 + 2,
            Name => 4 + 1 + data[4] + 2,
            _ => 0,
        };
        if (length == 0)
        {
            return Step.Refused;
        }

        consumed = data.Length < length ? 0 : length;
        return consumed == 0 ? Step.NeedMore : Step.Open;
    }

    private Step SendPassword(string userName, string password)
    {
        _stage = Stage.Password;
        byte[] name = Encoding.UTF8.GetBytes(userName);
        byte[] secret = Encoding.UTF8.GetBytes(password);
        Send([1, (byte)name.Length, .. name, (byte)secret.Length, .. secret]);
        return Step.Next;
    }

    private Step SendTarget()
    {
        _stage = Stage.Reply;
        byte[] address;
        byte kind;
        if (IPAddress.TryParse(target.Host, out IPAddress? literal))
        {
            kind = literal.AddressFamily == AddressFamily.InterNetwork ? IPv4 : IPv6;
            address = literal.GetAddressBytes();
        }
        else
        {
            byte[] name = Encoding.UTF8.GetBytes(target.Host);
            if (name.Length > MaxNameBytes)
            {
                return Step.Refused;
            }

            kind = Name;
            address = [(byte)name.Length, .. name];
        }

        byte[] port = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(port, (ushort)target.Port);
        Send([Version, Connect, 0, kind, .. address, .. port]);
        return Step.Next;
    }
}
