using System;
using System.Collections.Generic;
using System.IO;
using Runner.Cli;
using Runner.Results;

namespace Runner.Outputs;

// All places that the results of a run go to, beside the report. Owned by the command's thread.
internal sealed class ResultOutputs : IDisposable
{
    private readonly List<(string Option, IResultOutput Output)> _outputs = [];

    private ResultOutputs()
    {
    }

    /// <summary>Whether a result goes to the standard output, so that nothing else may.</summary>
    public bool TakesStandardOutput { get; private set; }

    /// <summary>Opens everything that was asked for.</summary>
    /// <returns>The outputs, or why one of them cannot be had.</returns>
    public static (ResultOutputs? Outputs, string? Refusal) Open(OutputOptions options)
    {
        ResultOutputs outputs = new();
        string? refusal = outputs.Add("--json", options.JsonPath, file => new JsonOutput(file))
            ?? outputs.Add("--html", options.HtmlPath, file => new HtmlOutput(file));
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
            try
            {
                output.Write(document());
            }
            catch (Exception failure) when (OutputFile.IsExpected(failure))
            {
                error.Write($"runner: {option}: the results could not be written ({OutputFile.Reason(failure)})\n");
                all = false;
            }
        }

        return all;
    }

    public void Dispose()
    {
        foreach ((_, IResultOutput output) in _outputs)
        {
            output.Dispose();
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

        TakesStandardOutput |= path == OutputFile.StandardOutput;
        _outputs.Add((option, make(file)));
        return null;
    }
}
