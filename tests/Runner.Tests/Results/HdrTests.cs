using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Runner.Recording;
using Runner.Reporting;
using Testing;

namespace Runner.Tests.Results;

// Histograms in HdrHistogram's forms, as HdrHistogram's own library for JavaScript reads them.
public sealed class HdrTests
{
    // Decodes what it is given, and prints what it has understood: the figures, then its own percentile distribution.
    private const string Script = """
        const hdr = require('hdr-histogram-js');
        const h = hdr.decodeFromCompressedBase64(require('fs').readFileSync(0, 'utf8').trim());
        console.log(JSON.stringify({ count: h.totalCount, min: h.minNonZeroValue, max: h.maxValue, mean: h.mean,
          digits: h.numberOfSignificantValueDigits, limit: h.highestTrackableValue,
          percentiles: [50, 75, 90, 99, 99.9].map(p => h.getValueAtPercentile(p)),
          spectrum: h.outputPercentileDistribution(5, 1000) }));
        """;

    [RequiresHdrFact]
    public async Task The_javascript_library_reads_the_same_samples()
    {
        LatencyHistogram histogram = new();
        Random random = new(17);
        for (int count = 0; count < 50_000; count++)
        {
            histogram.Record((long)Math.Exp(3 + (random.NextDouble() * 12)));
        }

        histogram.Add(5, 3_000_000_000);
        Distribution values = histogram.ToDistribution();
        using StringWriter text = new();
        HdrReport.Write(text, values);
        string[] lines = text.ToString().TrimEnd('\n').Split('\n');
        string encoded = lines[^1][HdrReport.EncodedMark.Length..^1];
        using JsonDocument document = JsonDocument.Parse(await NodeAsync(encoded));
        JsonElement read = document.RootElement;

        Assert.Equal(values.Count, read.GetProperty("count").GetInt64());
        Assert.Equal(3, read.GetProperty("digits").GetInt32());
        Assert.Equal(LatencyHistogram.Limit, read.GetProperty("limit").GetInt64());
        Assert.InRange(read.GetProperty("max").GetInt64(), values.Maximum, values.Maximum * 1.001);
        Assert.InRange(read.GetProperty("mean").GetDouble(), values.Mean * 0.999, values.Mean * 1.001);
        double[] percentiles = [50, 75, 90, 99, 99.9];
        Assert.All(
            percentiles.Zip(read.GetProperty("percentiles").EnumerateArray()),
            pair => Assert.InRange(
                pair.Second.GetDouble(), values.Percentile(pair.First) * 0.999, values.Percentile(pair.First) * 1.001));

        // The table is the library's own, to the digit, as far as rows have two figures that it does not round anew.
        string[] theirs = read.GetProperty("spectrum").GetString()!.TrimEnd('\n').Split('\n');
        Assert.Equal(theirs[0], lines[0]);
        Assert.Equal(Rows(theirs), Rows(lines));
    }

    [RequiresHdrFact]
    public async Task A_histogram_without_samples_is_one()
    {
        using JsonDocument document =
            JsonDocument.Parse(await NodeAsync(HdrEncoding.ToBase64(Distribution.Of([]))));
        Assert.Equal(0, document.RootElement.GetProperty("count").GetInt64());
    }

    private static List<(string Value, string Percentile, string Count)> Rows(string[] lines) =>
    [
        .. lines.Skip(1).Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(cells => (cells[0], Cut(cells[1]), cells[2])),
    ];

    // The last digit of twelve is a matter of how a processor rounds.
    private static string Cut(string percentile) =>
        double.Parse(percentile, CultureInfo.InvariantCulture).ToString("F9", CultureInfo.InvariantCulture);

    private static async Task<string> NodeAsync(string input)
    {
        ProcessStartInfo start = new(Peers.Find("node")!, ["-e", Script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["NODE_PATH"] = RequiresHdrFactAttribute.Modules },
        };
        using Process node = Process.Start(start)!;
        await node.StandardInput.WriteAsync(input);
        node.StandardInput.Close();
        string output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        Assert.Equal(0, node.ExitCode);
        return output;
    }
}
