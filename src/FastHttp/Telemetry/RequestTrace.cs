using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Text;

namespace FastHttp.Telemetry;

/// <summary>
/// The activity of one call, and what was added to its request so that the server can go on with it. Exists only where
/// there is a listener, or an activity of the caller's. Belongs to the call.
/// </summary>
internal sealed class RequestTrace
{
    private readonly Activity? _activity;
    private readonly List<byte[]> _added = [];

    private RequestTrace(Activity? activity) => _activity = activity;

    /// <summary>
    /// Starts the activity of a call whose request is still its caller's; null if there is nothing to tell. Without a
    /// listener, the server is told of the caller's own activity.
    /// </summary>
    public static RequestTrace? Start(FastHttpRequest? request, PreparedRequest? prepared, HttpEndPoint endPoint)
    {
        Activity? before = Activity.Current;
        Activity? activity = ClientTelemetry.Source.HasListeners()
            ? StartActivity(request, prepared, endPoint)
            : null;

        // The call ends elsewhere; its caller goes on as before.
        Activity.Current = before;
        if ((activity ?? before) is not { } told || (activity is null && request is null))
        {
            return null;
        }

        RequestTrace trace = new(activity);
        if (request is not null && !request.Headers.TryGet("traceparent"u8, out _))
        {
            DistributedContextPropagator.Current.Inject(
                told,
                (Trace: trace, Request: request),
                static (carrier, name, value) =>
                {
                    (RequestTrace trace, FastHttpRequest request) = ((RequestTrace, FastHttpRequest))carrier!;
                    trace.Add(request, name, value);
                });
        }

        return trace;
    }

    private static Activity? StartActivity(FastHttpRequest? request, PreparedRequest? prepared, HttpEndPoint endPoint)
    {
        string method = request is null
            ? MethodNames.OfBytes(prepared!.Bytes.Span)
            : MethodNames.Of(request.Method);
        string scheme = endPoint.IsTls ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
        TagList tags = new([
            new("http.request.method", method),
            new("server.address", endPoint.UnixPath ?? endPoint.Host),
            new("server.port", endPoint.Port),
            new("url.full", $"{scheme}://{endPoint.Authority}{Path(request)}"),
        ]);
        return ClientTelemetry.Source.StartActivity(
            method == MethodNames.Other ? "HTTP" : method, ActivityKind.Client, default(ActivityContext), tags);
    }

    /// <summary>Ends the activity, and takes out of the request, which is still on loan, what was added.</summary>
    public void Stop(FastHttpRequest? request, int status, HttpError error, int retries)
    {
        foreach (byte[] name in _added)
        {
            request?.RemoveAdded(name);
        }

        if (_activity is null)
        {
            return;
        }

        if (error != HttpError.None)
        {
            Fail(PeerTags.ErrorName(error));
        }
        else if (status is > 0 and < 1000)
        {
            _activity.SetTag("http.response.status_code", PeerTags.Box(status));
            _activity.SetTag("network.protocol.version", "1.1");
            if (status >= 400)
            {
                Fail(PeerTags.StatusName(status));
            }
        }

        if (retries != 0)
        {
            _activity.SetTag("http.request.resend_count", retries);
        }

        Activity? before = Activity.Current;
        _activity.Stop();
        Activity.Current = before;
    }

    // The text after the question mark may be secret: the runtime's own client leaves it out as well.
    private static string Path(FastHttpRequest? request)
    {
        if (request is null)
        {
            return "";
        }

        ReadOnlySpan<byte> target = request.Target;
        int query = target.IndexOf((byte)'?');
        return query < 0 ? Encoding.ASCII.GetString(target) : Encoding.ASCII.GetString(target[..query]) + "?*";
    }

    private void Fail(string type)
    {
        _activity!.SetTag("error.type", type);
        _activity.SetStatus(ActivityStatusCode.Error);
    }

    private void Add(FastHttpRequest request, string name, string value)
    {
        if (!Ascii.IsValid(name) || !Ascii.IsValid(value))
        {
            // A propagator's fault; the request is more important than its trace.
            return;
        }

        byte[] bytes = Encoding.ASCII.GetBytes(name);
        if (!request.Headers.TryGet(bytes, out _))
        {
            request.Headers.Set(bytes, Encoding.ASCII.GetBytes(value));
            _added.Add(bytes);
        }
    }
}
