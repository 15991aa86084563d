using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FastHttp.Tests.Transports;
using Testing;

namespace FastHttp.Tests.Connections.Support;

/// <summary>
/// OpenSSL's own server for one connection: what the client sends is read here, what is typed here goes to the client,
/// and a letter alone on a line is an order to OpenSSL. Ends, with its files, on disposal.
/// </summary>
internal sealed class OpenSslServer : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("s-server");
    private readonly BlockingCollection<string> _lines = [];
    private readonly Process _process;

    /// <summary>Starts one.</summary>
    /// <param name="version">The option that names the version of TLS.</param>
    /// <param name="strangers">How many certificates it shows that do not belong to its chain.</param>
    public OpenSslServer(string version, int strangers = 0)
    {
        using X509Certificate2 certificate = TestCertificate.Create("localhost");
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        string file = Path.Combine(_folder.FullName, "server.pem");
        File.WriteAllText(file, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());

        string chain = Path.Combine(_folder.FullName, "chain.pem");
        File.WriteAllLines(chain, Enumerable.Repeat(certificate.ExportCertificatePem(), 1 + strangers));

        // Line by line: what C's printf writes would otherwise wait for the end of the process.
        _process = Process.Start(new ProcessStartInfo(
            "stdbuf",
            [
                "-oL", "openssl", "s_server", "-accept", "127.0.0.1:0", "-naccept", "1", "-cert", file,
                "-cert_chain", chain, version,
            ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.OutputDataReceived += (_, line) => _lines.Add(line.Data ?? "(the end)");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Port = int.Parse(WaitFor("ACCEPT 127.0.0.1:")["ACCEPT 127.0.0.1:".Length..]);
    }

    public int Port { get; }

    /// <summary>Waits for a line that begins so.</summary>
    public string WaitFor(string start)
    {
        while (true)
        {
            Assert.True(_lines.TryTake(out string? line, Patience.Milliseconds), $"Waited in vain for '{start}'.");
            Assert.True(line != "(the end)", $"The server ended before it said '{start}'.");
            if (line.StartsWith(start, StringComparison.Ordinal))
            {
                return line;
            }
        }
    }

    /// <summary>Gives an order to OpenSSL, and waits until it has been carried out.</summary>
    public string Order(char letter)
    {
        Send($"{letter}\n");
        return WaitFor("SSL_do_handshake -> ");
    }

    /// <summary>Sends to the client.</summary>
    public void Send(string text)
    {
        _process.StandardInput.Write(text);
        _process.StandardInput.Flush();
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
