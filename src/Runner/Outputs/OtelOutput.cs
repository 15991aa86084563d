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
// is said by the OTEL_* variables of its exporter. The instruments read the newest interval; nobody records for them.
internal sealed class OtelOutput : IResultOutput, ILiveObserver
{
    private const string MeterName = "runner";

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
            throw new System.IO.IOException("the collector did not take the figures; see OTEL_EXPORTER_OTLP_ENDPOINT");
        }
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
