using System;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;
using FastHttp.Load.Planning;
using FastHttp.Load.Text;

namespace Runner.Cli;

// `runner http` in terms of System.CommandLine: the options of `runner wrk` that one request has a use for, by the same
// names, letters and rules, and those on what is shown.
internal sealed class HttpSyntax
{
    private static readonly TimeSpan s_defaultTimeout = TimeSpan.FromSeconds(30);

    private static readonly (OptionSpec Option, string Description)[] s_shared =
    [
        (RequestTable.Method, "The method: GET, or POST where there is a body"),
        (RequestTable.Body, "The body: a text, @FILE, or @- for standard input"),
        (RequestTable.Form, "Form field K=V; K=@FILE sends a file as multipart"),
        (RequestTable.ContentType, "Media type of the body"),
        (RequestTable.Auth, "Basic authentication, USER:PASSWORD"),
        (RequestTable.Cookie, "Sends a cookie, K=V"),
        (RequestTable.DryRun, "Prints what would be sent, and sends nothing"),
        (ConnectionTable.ConnectTimeout, "Limit of connecting, proxy and TLS together"),
        (ConnectionTable.Insecure, "Accepts any certificate"),
        (ConnectionTable.Verify, "Refuses certificates that do not hold; the default here"),
        (ConnectionTable.CaCert, "What to trust instead of the system's roots"),
        (ConnectionTable.Cert, "The certificate to show"),
        (ConnectionTable.Key, "The key of that certificate"),
        (ConnectionTable.ServerName, "TLS server name"),
        (ConnectionTable.TlsMin, "1.2 or 1.3"),
        (ConnectionTable.TlsMax, "1.2 or 1.3"),
        (ConnectionTable.ConnectTo, "Connects elsewhere, HOST:PORT:HOST2:PORT2"),
        (ConnectionTable.Resolve, "Does not ask the resolver, HOST:PORT:ADDRESS"),
        (ConnectionTable.IPv4, "Only IPv4"),
        (ConnectionTable.IPv6, "Only IPv6"),
        (ConnectionTable.LocalAddress, "Where the connection comes from"),
        (ConnectionTable.Proxy, "http:// or socks5://[USER:PASSWORD@]HOST:PORT"),
    ];

    private readonly RequestSyntax _request = new();
    private readonly ConnectionSyntax _connection = new();

    private readonly Option<string[]> _headers =
        new("--header", "-H") { Description = "A header field, Name: value", Arity = ArgumentArity.ZeroOrMore };

    private readonly Option<string?> _unixSocket =
        new("--unix-socket") { Description = "Connects to a Unix-domain socket; the URL gives Host and path" };

    private readonly Option<TransportChoice> _transport =
        new("--transport") { Description = "auto, epoll or sockets" };

    private readonly Option<bool> _include = new("--include", "-i") { Description = "Shows status and headers too" };
    private readonly Option<bool> _json = new("--json") { Description = "Shows everything as JSON" };

    private readonly Option<TimeSpan> _timeout =
        OptionBinding.Single<TimeSpan>(OptionTable.Timeout, NumberSyntax.TryParseTime, s_defaultTimeout);

    private readonly Argument<string> _url = new("url") { Description = "What to ask for" };

    public HttpSyntax()
    {
        Command = new Command("http", "Sends one request and shows the response.") { _headers };
        _request.AddTo(Command);
        _connection.AddTo(Command);
        foreach (Option option in Command.Options.Except([_headers]).ToArray())
        {
            Share(option);
        }

        _timeout.Aliases.Add("-T");
        _timeout.Description = "How long to wait: 500ms, 1m; 30s is the default";
        _timeout.DefaultValueFactory = null;
        Check(_timeout, OptionTable.Timeout with { Expected = "a time such as 30s or 500ms" });
        foreach (Option option in (Option[])[_unixSocket, _transport, _include, _json, _timeout])
        {
            Command.Options.Add(option);
        }

        Command.Arguments.Add(_url);
    }

    public Command Command { get; }

    public bool Includes(ParseResult result) => result.GetValue(_include);

    public bool IsJson(ParseResult result) => result.GetValue(_json);

    public TimeSpan Timeout(ParseResult result) =>
        result.IsTyped(_timeout) ? result.GetValue(_timeout) : s_defaultTimeout;

    /// <summary>The request in terms of a load, which it is the smallest of.</summary>
    public CliOptions Read(ParseResult result)
    {
        ConnectionOptions connection = _connection.Read(result);
        return new CliOptions
        {
            Url = result.GetValue(_url),
            Headers = result.GetValue(_headers) ?? [],
            UnixSocketPath = result.GetValue(_unixSocket),
            Transport = result.GetValue(_transport),
            Request = _request.Read(result),
            Connection = connection with { Verify = !connection.Insecure },
        };
    }

    // Keeps an option of a load if it is in the table, with its letter and its rule.
    private void Share(Option option)
    {
        (OptionSpec spec, string description) =
            s_shared.FirstOrDefault(row => OptionBinding.NameOf(row.Option) == option.Name);
        if (spec is null)
        {
            Command.Options.Remove(option);
            return;
        }

        option.Description = description;
        if (option is Option<TimeSpan> time)
        {
            // Zero is how a load says that the default depends on other options: nothing that help should print.
            time.DefaultValueFactory = null;
        }

        if (spec.Letter is { } letter)
        {
            option.Aliases.Add($"-{letter}");
        }

        if (spec.TakesValue)
        {
            Check(option, spec);
        }
    }

    private static void Check(Option option, OptionSpec spec) => option.Validators.Add(result =>
    {
        foreach (Token token in result.Tokens.Where(token => !spec.IsValid!(token.Value)))
        {
            result.AddError(
                $"Invalid argument '{token.Value}' for '--{spec.Name}': expected {spec.Expected}.");
        }
    });
}
