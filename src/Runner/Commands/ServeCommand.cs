using System;
using System.CommandLine;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Tasks;
using Runner.Options.Parsing;
using Runner.Serving;

namespace Runner.Commands;

/// <summary>
/// <c>runner serve</c>: the embedded target until SIGINT or SIGTERM. The one line on stdout says where it listens and
/// is written when it does, so that a script may wait for it.
/// </summary>
internal static class ServeCommand
{
    // sizeof(sockaddr_un.sun_path) less the final NUL, unix(7).
    private const int MaxUnixPathBytes = 107;

    /// <summary>Parses the arguments after <c>serve</c> and serves. Returns the exit code.</summary>
    public static int Run(string[] arguments)
    {
        Option<int> port = new("--port")
        {
            Description = "Port to listen on; 0 takes a free one",
            HelpName = "port",
            DefaultValueFactory = _ => 8080,
        };
        Option<string> host = new("--host")
        {
            Description = "Address to listen on: an IP address, 'localhost', or '*' for all",
            HelpName = "address",
            DefaultValueFactory = _ => "127.0.0.1",
        };
        Option<bool> https = new("--https") { Description = "Speak TLS, with a self-signed certificate made at start" };
        Option<string?> unixSocket = new("--unix-socket")
        {
            Description = "Listen on a Unix-domain socket instead",
            HelpName = "path",
            Validators = { SubCommand.CheckPath },
        };
        Option<bool> untilStdinEnds = new(TargetServer.UntilStdinEnds) { Hidden = true };
        Command command = new("serve", "Start the embedded HTTP target.")
        {
            port, host, https, unixSocket, untilStdinEnds,
        };
        command.SetAction(result =>
        {
            if (result.GetValue(port) is < 0 or > IPEndPoint.MaxPort)
            {
                return Fail("--port takes a number from 0 to 65535.");
            }

            if (!TryParseHost(result.GetValue(host)!, out IPAddress address))
            {
                return Fail($"'{result.GetValue(host)}' is not an address to listen on. Give an IP address.");
            }

            TargetServerOptions options = new()
            {
                Address = address,
                Port = result.GetValue(port),
                Https = result.GetValue(https),
                UnixSocket = result.GetValue(unixSocket),
            };
            return Serve(options, result.GetValue(untilStdinEnds)).GetAwaiter().GetResult();
        });
        return SubCommand.Invoke(command, arguments);
    }

    private static async Task<int> Serve(TargetServerOptions options, bool untilStdinEnds)
    {
        if (options.UnixSocket is { } path && Encoding.UTF8.GetByteCount(path) > MaxUnixPathBytes)
        {
            return Fail($"the path of a Unix-domain socket is at most {MaxUnixPathBytes} bytes long.");
        }

        if (options.UnixSocket is { } file && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file))))
        {
            return Fail($"cannot listen on {file} (its directory does not exist).");
        }

        TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        try
        {
            await using TargetServer server = await TargetServer.StartAsync(options).ConfigureAwait(false);
            Console.WriteLine(TargetServer.Announcement + server.Url);
            await (untilStdinEnds ? ReadToEnd(Console.OpenStandardInput()) : stopped.Task).ConfigureAwait(false);
            return 0;
        }
        catch (Exception error) when (error is IOException or SocketException or UnauthorizedAccessException)
        {
            string where = options.UnixSocket ?? new IPEndPoint(options.Address, options.Port).ToString();
            return Fail($"cannot listen on {where} ({Reason(error)}).{Advice(options, error)}");
        }

        void OnSignal(PosixSignalContext context)
        {
            context.Cancel = true;
            stopped.TrySetResult();
        }
    }

    private static async Task ReadToEnd(Stream input) => await input.CopyToAsync(Stream.Null).ConfigureAwait(false);

    private static bool TryParseHost(string host, out IPAddress address)
    {
        address = host == "*" ? IPAddress.Any : IPAddress.Loopback;
        return host is "*" or "localhost" || IPAddress.TryParse(host, out address!);
    }

    // Kestrel wraps what the kernel said; the innermost exception is the plain reason.
    private static string Reason(Exception error) => error.GetBaseException().Message.TrimEnd('.');

    private static string Advice(TargetServerOptions options, Exception error) =>
        error.GetBaseException() is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }
            ? options.UnixSocket is null ? " Choose another port with --port; 0 takes a free one." : " Remove the file."
            : string.Empty;

    private static int Fail(string message)
    {
        Console.Error.WriteLine("runner serve: " + message);
        return 1;
    }
}
