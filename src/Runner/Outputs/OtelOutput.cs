using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Threading;
using FastHttp.Load.Results;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Runner.Outputs;

// Figures pushed as OpenTelemetry metrics while the run goes on, and once more at its end. Where to, how and how often
// is said by the OTEL_* variables of its exporter. The instruments read the newest interval; no code records for them.
internal sealed class OtelOutput : IResultOutput, ILiveObserver
{
    private const string MeterName = "runner";
    private const string Grpc = "grpc";

    private readonly Meter _meter = new(MeterName);
    private readonly OpenTelemetrySdk _sdk;
    private LiveFigures? _newest;

    public OtelOutput()
    {
        _meter.CreateObservableCounter(
            "runner.requests.completed", () => Of(run => run.Requests.Completed), "{request}");
        _meter.CreateObservableCounter("runner.requests.failed", () => Of(run => run.Requests.Failed), "{request}");
        _meter.CreateObservableCounter("runner.received", () => Of(run => run.Bytes.In), "By");
        _meter.CreateObservableCounter("runner.responses", Responses, "{response}");
        _meter.CreateObservableCounter("runner.errors", Errors, "{error}");
        _meter.CreateObservableGauge("runner.request.rate", () => OfNewest(point => point.Rate), "{request}/s");
        _meter.CreateObservableGauge("runner.connections", () => OfNewest(point => point.Conns), "{connection}");
        _meter.CreateObservableGauge("runner.latency", Latency, "us");
        _meter.CreateObservableCounter("runner.duration.bucket", Steps, "{response}");
        _sdk = OpenTelemetrySdk.Create(builder => builder
            .ConfigureResource(resource => resource.AddService(MeterName))
            .WithMetrics(metrics => metrics.AddMeter(MeterName))
            .UseOtlpExporter());
    }

    public void OnInterval(SeriesPoint point, LiveFigures figures) => Volatile.Write(ref _newest, figures);

    public void Write(ResultDocument document)
    {
        if (!_sdk.MeterProvider.ForceFlush())
        {
            throw new System.IO.IOException(Refusal(Environment.GetEnvironmentVariable));
        }
    }

    /// <summary>Why figures were not taken, as far as the settings tell.</summary>
    /// <param name="environment">Reads a variable.</param>
    internal static string Refusal(Func<string, string?> environment)
    {
        // The variable of the signal comes before the one for all; without either it is gRPC.
        string protocol = environment("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL")
            ?? environment("OTEL_EXPORTER_OTLP_PROTOCOL") ?? Grpc;
        string? endpoint = environment("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT")
            ?? environment("OTEL_EXPORTER_OTLP_ENDPOINT");
        return protocol == Grpc
            ? $"the collector at {endpoint ?? "http://localhost:4317"} did not take the figures over gRPC. Where it "
                + "speaks HTTP (port 4318 as a rule), set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"
            : $"the collector at {endpoint ?? "http://localhost:4318"} did not take the figures as {protocol}. Where "
                + "it speaks gRPC (port 4317 as a rule), set OTEL_EXPORTER_OTLP_PROTOCOL=grpc; see "
                + "OTEL_EXPORTER_OTLP_ENDPOINT";
    }

    public void Dispose()
    {
        _sdk.Dispose();
        _meter.Dispose();
    }

    private delegate double? Reader<T>(T source);

    private IEnumerable<Measurement<double>> Of(Reader<LiveFigures> read) =>
        Volatile.Read(ref _newest) is { } run && read(run) is { } value ? [new Measurement<double>(value)] : [];

    private IEnumerable<Measurement<double>> OfNewest(Reader<SeriesPoint> read) =>
        Of(run => run.Series.Count == 0 ? null : read(run.Series[^1]));

    private IEnumerable<Measurement<double>> Responses() => Volatile.Read(ref _newest) is not { } run
        ? []
        : run.Status.Select(pair => Tagged(pair.Value, ("http.response.status_code", pair.Key)));

    private IEnumerable<Measurement<double>> Steps() => Volatile.Read(ref _newest) is not { } run
        ? []
        : LatencySteps.Of(run).Select(step => Tagged(step.Count, ("le", step.Bound)));

    private IEnumerable<Measurement<double>> Errors() => Volatile.Read(ref _newest) is not { } run
        ? []
        : run.Errors.Select(error => Tagged(error.Count, ("error.kind", error.Kind), ("error.type", error.Code)));

    private IEnumerable<Measurement<double>> Latency()
    {
        if (Volatile.Read(ref _newest)?.Latency is not { } latency)
        {
            return [];
        }

        (string Percentile, long? Us)[] values =
        [
            ("50", latency.P50), ("90", latency.P90), ("99", latency.P99), ("99.9", latency.P999), ("100", latency.Max),
        ];
        return values.Where(item => item.Us is not null)
            .Select(item => Tagged(item.Us!.Value, ("percentile", item.Percentile)));
    }

    private static Measurement<double> Tagged(double value, params (string Name, string Value)[] tags) =>
        new(value, tags.Select(tag => new KeyValuePair<string, object?>(tag.Name, tag.Value)));
}
