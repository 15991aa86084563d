using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FastHttp.Load.Results;
using Runner.Options;

namespace Runner.Outputs;

// All places that the results of a run go to, beside the report. Owned by the command's thread.
internal sealed class ResultOutputs : IDisposable
{
    private readonly List<(string Option, IResultOutput Output)> _outputs = [];
    private readonly List<(string Option, OutputFile File)> _files = [];

    private OutputFile? _reportFile;
    private GuardedWriter? _reportWriter;
    private bool _takesStandardOutput;

    private ResultOutputs()
    {
    }

    /// <summary>Where the report in text goes: nowhere, where there is none or stdout is taken by a result.</summary>
    public TextWriter Report { get; private set; } = TextWriter.Null;

    /// <summary>Whether the report in text goes to a terminal.</summary>
    public bool ReportsOnTerminal => Report == Console.Out && !Console.IsOutputRedirected;

    /// <summary>Those that hear of the run while it goes on.</summary>
    public IEnumerable<ILiveObserver> Observers => _outputs.Select(item => item.Output).OfType<ILiveObserver>();

    /// <summary>Opens everything that was asked for.</summary>
    /// <returns>The outputs, or why one of them cannot be had.</returns>
    public static (ResultOutputs? Outputs, string? Refusal) Open(OutputOptions options)
    {
        ResultOutputs outputs = new();
        string? refusal = outputs.Add(options.JsonOption, options.JsonPath, file => new JsonOutput(file))
            ?? outputs.Add("--html", options.HtmlPath, file => new HtmlOutput(file))
            ?? outputs.Add("--csv", options.CsvPath, file => new CsvOutput(file))
            ?? outputs.Add("--hdr", options.HdrPath, file => new HdrOutput(file))
            ?? outputs.Add("--timeseries", options.TimeSeriesPath, file => new TimeSeriesOutput(file))
            ?? outputs.Add("--junit", options.JUnitPath, file => new JUnitOutput(file))
            ?? outputs.OpenReport(options)
            ?? outputs.Listen(options.PrometheusAddress);
        if (refusal is null && options.PushesOtel)
        {
            outputs._outputs.Add(("--otel", new OtelOutput()));
        }

        if (refusal is null)
        {
            return (outputs, null);
        }

        outputs.Dispose();
        return (null, refusal);
    }

    /// <summary>Hands the results to all of them; one that fails does not keep them from the others.</summary>
    /// <returns>Whether all could be written.</returns>
    public bool Write(Func<ResultDocument> document, TextWriter error)
    {
        bool all = true;
        foreach ((string option, IResultOutput output) in _outputs)
        {
            OutputFile? file = _files.Find(item => item.Option == option).File;
            all &= Try(
                option,
                () =>
                {
                    output.Write(document());
                    file?.Flush();
                },
                error);
        }

        if (_reportWriter is { } report)
        {
            report.Flush();
            all &= Try("--output", () => Throw(report.Failure), error);
        }

        return all;
    }

    /// <summary>Takes the results of a run: of the first one, or of a further one, in files of their own.</summary>
    /// <param name="number">How many runs there are with it.</param>
    public void Begin(int number)
    {
        if (number == 1)
        {
            _files.ForEach(item => item.File.Empty());
            _reportFile?.Empty();
            return;
        }

        foreach ((_, OutputFile file) in _files)
        {
            file.GoOn(number);
        }
    }

    public void Dispose()
    {
        foreach ((_, IResultOutput output) in _outputs)
        {
            output.Dispose();
        }

        _reportFile?.Dispose();
    }

    private static bool Try(string option, Action write, TextWriter error)
    {
        try
        {
            write();
            return true;
        }
        catch (Exception failure) when (OutputFile.IsExpected(failure))
        {
            error.Write($"runner: {option}: the results could not be written ({OutputFile.Reason(failure)})\n");
            return false;
        }
    }

    private static void Throw(Exception? failure)
    {
        if (failure is not null)
        {
            throw new IOException(failure.Message, failure);
        }
    }

    private string? Add(string option, string? path, Func<OutputFile, IResultOutput> make)
    {
        if (path is null)
        {
            return null;
        }

        (OutputFile? file, string? refusal) = OutputFile.Open(path);
        if (file is null)
        {
            return $"{option}: {refusal}. Give a path that can be written, or - for stdout";
        }

        if (path == OutputFile.StandardOutput)
        {
            if (_takesStandardOutput)
            {
                return $"{option}: stdout can take one result only. Give the others a file";
            }

            _takesStandardOutput = true;
        }

        _files.Add((option, file));
        _outputs.Add((option, make(file)));
        return null;
    }

    // After all that may take stdout.
    private string? OpenReport(OutputOptions options)
    {
        string path = options.ReportPath ?? OutputFile.StandardOutput;
        switch (options.Format)
        {
            case ReportFormat.Json:
                return Add("--format json", path, file => new JsonOutput(file));
            case ReportFormat.Csv:
                return Add("--format csv", path, file => new CsvOutput(file));
            case ReportFormat.Quiet:
                return null;
        }

        if (options.ReportPath is null)
        {
            Report = _takesStandardOutput ? TextWriter.Null : Console.Out;
            return null;
        }

        (_reportFile, string? refusal) = OutputFile.Open(path);
        if (_reportFile is not null)
        {
            Report = _reportWriter =
                new GuardedWriter(() => new StreamWriter(_reportFile.Stream, bufferSize: 1) { AutoFlush = true });
        }

        return refusal is null ? null : $"--output: {refusal}. Give a path that can be written";
    }

    private string? Listen(string? address)
    {
        if (address is null)
        {
            return null;
        }

        (PrometheusOutput? output, string? refusal) = PrometheusOutput.Open(address);
        if (output is not null)
        {
            _outputs.Add(("--prometheus-addr", output));
            Console.Error.Write($"runner: figures at {output.Url}\n");
        }

        return refusal is null ? null : $"--prometheus-addr: {refusal}";
    }
}
