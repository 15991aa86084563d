using System;

namespace Runner.Cli;

// The texts that describe the command: wrk's usage, byte for byte and padded as wrk pads it, then our additions.
internal static class UsageText
{
    private const int Columns = 54;

    private static readonly string[] s_wrkLines =
    [
        "Usage: wrk <options> <url>",
        "  Options:",
        "    -c, --connections <N>  Connections to keep open",
        "    -d, --duration    <T>  Duration of test",
        "    -t, --threads     <N>  Number of threads to use",
        "",
        "    -s, --script      <S>  Load Lua script file",
        "    -H, --header      <H>  Add header to request",
        "        --latency          Print latency statistics",
        "        --timeout     <T>  Socket/request timeout",
        "    -v, --version          Print version details",
        "",
        "  Numeric arguments may include a SI unit (1k, 1M, 1G)",
    ];

    private static readonly string[] s_moreLines =
    [
        // One column shorter than the others, which wrk does not pad.
        "  Time arguments may include a time unit (2s, 2m, 2h)",
        "",
        "  Beyond wrk:",
        "        --latency-correction <M>  Fill in omitted samples: wrk (default) or none",
        "        --transport <X>           auto (default), epoll or sockets",
        "        --unix-socket <P>         Connect to a Unix socket; the URL gives Host and path",
        "",
        "    -R, --rate        <R>  Requests/s in total: 1000, 1.5k, 90/m, or a ramp 100:2k",
        "    -U, --u_latency        With -R: print uncorrected latency too",
        "    -B, --batch_latency    With -R: one latency for a pipelined batch",
        "        --stage     <T:N>  Go to N requests/s (with -R) or connections within T",
        "    -w, --warmup      <T>  Load first, unmeasured",
        "    -n, --requests    <N>  End after N requests",
        "        --think    <T..T>  Pause between a response and the next request",
        "    -p, --pipeline    <N>  Send N requests in one batch",
        "        --max-users   <N>  With a scenario and -R: make up to N users where iterations are due",
        "        --seed        <N>  Make what is drawn at random repeatable",
        "        --lua         <X>  auto (default), luajit or lua54",
        "",
        "    -m, --method      <M>  Request method: GET, or POST where there is a body",
        "    -b, --body        <B>  Request body: a text, @FILE, or @- for standard input",
        "    -F, --form      <K=V>  Form field; K=@FILE sends a file as multipart",
        "        --content-type <T> Media type of the body",
        "    -a, --auth  <USER:PW>  Basic authentication",
        "        --cookie    <K=V>  Send a cookie",
        "        --cookie-jar       Send back what responses set, for each connection",
        "        --redirects   <N>  Follow N redirects within the target; 0 is the default",
        "        --no-keepalive     A connection for each request",
        "        --requests-per-connection <N>  A new connection after N requests",
        "        --urls        <F>  Requests from a file: [weight] METHOD URL [header...] [@body file]",
        "        --urls-order  <O>  seq (default), random or shuffle",
        "        --data        <F>  Fill {{column}} in URL, headers and body from a CSV file",
        "        --data-mode   <M>  sequential (default), random, unique or circular",
        "        --dry-run          Print what would be sent first, and send nothing",
        "        --trace            With a scenario: run it once and show every request, response and check",
        "",
        "        --wait-for    <T>  Wait until the target accepts connections",
        "        --connect-timeout <T>  Limit of connecting and TLS",
        "    -k, --insecure         Accept any certificate, as wrk does; the default",
        "        --verify           Refuse certificates that do not hold",
        "        --cacert, --cert, --key <F>  What to trust instead, and what to show",
        "        --servername  <H>  TLS server name",
        "        --tls-min, --tls-max <V>  1.2 or 1.3",
        "        --connect-to <HOST:PORT:HOST2:PORT2>  Connect elsewhere",
        "        --resolve <HOST:PORT:ADDRESS>  Do not ask the resolver",
        "    -4, --ipv4, -6, --ipv6  One family of addresses",
        "        --local-addr  <A>  Where connections come from; several in turn",
        "    -x, --proxy       <U>  http:// or socks5://[USER:PW@]HOST:PORT",
        "",
        "        --json        <F>  Write all results as JSON; - is stdout, which then has nothing else",
        "        --html        <F>  Write all results as a page that can be read offline",
        "        --name        <X>  What the run is called in its results; --tag K=V for more",
        "        --config      <F>  Options from a YAML file; RUNNER_* variables and flags come before it",
        "        --csv         <F>  Write a table of the requests",
        "        --hdr         <F>  Write the latency as HdrHistogram does, text and V2",
        "        --timeseries  <F>  Write a line of JSON for each interval, as the run goes on",
        "        --junit       <F>  Write thresholds and checks as test cases",
        "    -o, --output      <F>  Write the report to a file instead of stdout",
        "        --format      <X>  text (default), json, csv or quiet",
        "        --summary     <X>  wrk (default) or full",
        "        --percentiles <L>  Print these percentiles: 50,95,99.9",
        "        --prometheus-addr <A>  Show figures at HOST:PORT/metrics as the run goes on",
        "        --otel             Push figures to where the OTEL_* variables say",
        "        --repeat      <N>  Run N times and print the spread",
        "",
        "        --live        <X>  auto (default: a line on a terminal), line, full or off; --no-tui is off",
        "        --progress    <T>  Print a line on stderr each time, for logs",
        "        --no-color         No colours; so does NO_COLOR",
        "",
        "        --threshold   <X>  Fail the run (exit code 99) unless X holds: p99<250ms, error_rate<1%;",
        "                           may be repeated; see 'runner help thresholds'",
        "        --expect-status <S>, --expect-body <B>  Fail unless answers are S (2xx,301), hold B (a text, /re/)",
        "        --abort-on-fail    End the run as soon as a threshold is missed",
        "        --exit-code-on-error <N>  Exit code when a request failed; 0 is the default, as wrk's",
        "",
        "    Time arguments may also be 500us, 250ms, 1.5s, 1d or 1m30s",
        "",
        "  'runner help wrk' shows the options in groups, with defaults and examples",
    ];

    /// <summary>As short as wrk's, and the same: for what was typed wrongly.</summary>
    public static string ShortUsage { get; } =
        string.Concat(Array.ConvertAll(s_wrkLines, line => line.PadRight(Columns) + "\n")) + s_moreLines[0] + "\n";

    /// <summary>With our options: for who asked.</summary>
    public static string Usage { get; } =
        ShortUsage + string.Concat(Array.ConvertAll(s_moreLines[1..], line => line + "\n"));

    /// <summary>
    /// The version line in the shape of wrk's, with the transport in use where wrk has its event library.
    /// </summary>
    public static string VersionLine(string engine)
    {
        Version version = typeof(UsageText).Assembly.GetName().Version ?? new Version(0, 0, 0);
        return $"runner {version.ToString(3)} [{engine}] Command line and report of wrk 4.2\n";
    }
}
