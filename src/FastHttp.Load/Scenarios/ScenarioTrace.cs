using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO;
using System.Text;
using FastHttp.Load.Recording;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Scenarios;

/// <summary>
/// Shows one iteration for its author: what goes out begins with &gt;, what comes back with &lt;. One user at a time.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed class ScenarioTrace(TextWriter output) : IScenarioTrace
{
    private const int ShownBytes = 2000;

    private readonly StringBuilder _text = new();
    private long _requests;
    private long _checks;

    /// <summary>Checks that failed so far.</summary>
    public long FailedChecks { get; private set; }

    /// <summary>Iterations that failed so far.</summary>
    public long FailedIterations { get; private set; }

    /// <inheritdoc />
    public void OnRequest(ReadOnlySpan<byte> request, string name)
    {
        _requests++;
        int end = request.IndexOf("\r\n\r\n"u8);
        int first = request.IndexOf("\r\n"u8);
        string line = Encoding.UTF8.GetString(request[..first]);
        bool isNamed = !line.Contains($" {name} ", StringComparison.Ordinal);
        _text.Append("> ").Append(line).Append(isNamed ? $"   [{name}]\n" : "\n");
        WriteLines("> ", request[Math.Min(first + 2, end)..end]);
        WriteBody("> ", request[(end + 4)..]);
        Flush();
    }

    /// <inheritdoc />
    public void OnResponse(FastHttpResponse response, TimeSpan time)
    {
        _text.Append(CultureInfo.InvariantCulture, $"< HTTP/1.{response.MinorVersion} {response.StatusCode} ");
        _text.Append(Encoding.Latin1.GetString(response.ReasonPhrase));
        _text.Append(CultureInfo.InvariantCulture, $"   ({time.TotalMilliseconds:0.00} ms)\n");
        foreach (HttpField field in response.Headers)
        {
            _text.Append("< ").Append(Encoding.Latin1.GetString(field.Name)).Append(": ")
                .Append(Encoding.Latin1.GetString(field.Value)).Append('\n');
        }

        WriteBody("< ", response.BodySpan);
        Flush();
    }

    /// <inheritdoc />
    public void OnFailure(HttpError error)
    {
        _text.Append("< no response: ").Append(ErrorText.Of(error)).Append('\n');
        Flush();
    }

    /// <inheritdoc />
    public void OnCheck(string name, bool isMet, string sample)
    {
        _checks++;
        FailedChecks += isMet ? 0 : 1;
        _text.Append(isMet ? "  ok    " : "  FAIL  ").Append(name);
        _text.Append(isMet || sample.Length == 0 ? "" : $" ({sample})").Append('\n');
        Flush();
    }

    /// <inheritdoc />
    public void OnPause(double seconds)
    {
        _text.Append(CultureInfo.InvariantCulture, $"  think {seconds:0.###} s\n");
        Flush();
    }

    /// <inheritdoc />
    public void OnUsedUp(string data)
    {
        _text.Append("  ended ").Append(data).Append('\n');
        Flush();
    }

    /// <inheritdoc />
    public void OnIterationEnded(string? failure)
    {
        if (failure is not null)
        {
            FailedIterations++;
            _text.Append("  error ").Append(failure).Append('\n');
            Flush();
        }
    }

    /// <summary>Sums up.</summary>
    public void WriteEnd()
    {
        string failed = FailedIterations switch
        {
            0 => "",
            1 => ", 1 error",
            _ => string.Create(CultureInfo.InvariantCulture, $", {FailedIterations} errors"),
        };
        _text.Append(
            CultureInfo.InvariantCulture,
            $"{_requests} requests, {_checks - FailedChecks} of {_checks} checks held{failed}\n");
        Flush();
    }

    private void WriteLines(string mark, ReadOnlySpan<byte> text)
    {
        foreach (string line in Encoding.UTF8.GetString(text).Split('\n'))
        {
            _text.Append(mark).Append(line.TrimEnd('\r')).Append('\n');
        }
    }

    // After an empty line; what is no text is told by its length.
    private void WriteBody(string mark, ReadOnlySpan<byte> body)
    {
        _text.Append(mark.AsSpan().TrimEnd()).Append('\n');
        if (body.IsEmpty)
        {
            return;
        }

        if (body.Contains((byte)0))
        {
            _text.Append(CultureInfo.InvariantCulture, $"{mark}({body.Length} bytes)\n");
            return;
        }

        WriteLines(mark, body[..Math.Min(body.Length, ShownBytes)]);
        if (body.Length > ShownBytes)
        {
            _text.Append(CultureInfo.InvariantCulture, $"{mark}... ({body.Length} bytes in all)\n");
        }
    }

    private void Flush()
    {
        output.Write(_text);
        output.Flush();
        _ = _text.Clear();
    }
}
