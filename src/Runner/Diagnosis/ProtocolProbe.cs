using System;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Load.Planning;

namespace Runner.Diagnosis;

// Finds out what a port speaks, by its first bytes.
internal static class ProtocolProbe
{
    /// <summary>Whether a port that was asked for TLS answers in plain HTTP.</summary>
    public static async Task<bool> AnswersPlainHttpAsync(RunPlan plan, CancellationToken cancel)
    {
        try
        {
            using Socket socket = await ConnectAsync(plan.Address, cancel).ConfigureAwait(false);
            await socket.SendAsync("GET / HTTP/1.0\r\n\r\n"u8.ToArray(), cancel).ConfigureAwait(false);
            byte[] start = new byte[5];
            int filled = 0;
            int read;
            do
            {
                read = await socket.ReceiveAsync(start.AsMemory(filled), cancel).ConfigureAwait(false);
                filled += read;
            }
            while (read > 0 && filled < start.Length);

            return start.AsSpan().SequenceEqual("HTTP/"u8);
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Whether a port that was asked in plain HTTP speaks TLS.</summary>
    public static async Task<bool> SpeaksTlsAsync(RunPlan plan, CancellationToken cancel)
    {
        try
        {
            using Socket socket = await ConnectAsync(plan.Address, cancel).ConfigureAwait(false);
            NetworkStream plain = new(socket, ownsSocket: false);
#pragma warning disable CA5359 // What the certificate says is not the question.
            using SslStream secure = new(plain, leaveInnerStreamOpen: false, (_, _, _, _) => true);
#pragma warning restore CA5359
            SslClientAuthenticationOptions options = new() { TargetHost = plan.Target.Host };
            await secure.AuthenticateAsClientAsync(options, cancel).ConfigureAwait(false);
            return true;
        }
        catch (Exception failure) when (failure is SocketException or IOException or AuthenticationException)
        {
            return false;
        }
    }

    private static async Task<Socket> ConnectAsync(EndPoint address, CancellationToken cancel)
    {
        Socket socket = ProbeSocket.For(address);
        try
        {
            await socket.ConnectAsync(address, cancel).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
