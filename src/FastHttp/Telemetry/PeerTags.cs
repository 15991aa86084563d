using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;

namespace FastHttp.Telemetry;

/// <summary>
/// The attributes of one end point, made once, so that recording allocates nothing. Immutable but for what it makes on
/// demand; thread-safe.
/// </summary>
internal sealed class PeerTags(HttpEndPoint endPoint)
{
    // Statuses that have occurred, boxed.
    private static readonly object?[] s_statuses = new object?[1000];
    private static readonly string?[] s_statusNames = new string?[1000];
    private static readonly string[] s_errors = Array.ConvertAll(Enum.GetValues<HttpError>(), ToName);

    private static readonly KeyValuePair<string, object?> s_version = new("network.protocol.version", "1.1");

    private readonly KeyValuePair<string, object?> _address = new("server.address", endPoint.UnixPath ?? endPoint.Host);
    private readonly KeyValuePair<string, object?> _port = new("server.port", endPoint.Port);
    private readonly KeyValuePair<string, object?> _scheme = new("url.scheme", endPoint.IsTls ? "https" : "http");

    /// <summary>Server and scheme.</summary>
    public KeyValuePair<string, object?>[] Peer => [_address, _port, _scheme];

    /// <summary>The name of a reason, as the conventions spell names.</summary>
    public static string ErrorName(HttpError error) => s_errors[(int)error];

    /// <summary>The status as the type of an error.</summary>
    public static string StatusName(int status) => Volatile.Read(ref s_statusNames[status]) ?? MakeStatusName(status);

    /// <summary>The status, boxed once.</summary>
    public static object Box(int status) => Volatile.Read(ref s_statuses[status]) ?? MakeBox(status);

    /// <summary>Server, scheme, and what a connection is doing.</summary>
    public KeyValuePair<string, object?>[] WithState(string state) =>
        [_address, _port, _scheme, new("http.connection.state", state)];

    /// <summary>Server and scheme.</summary>
    public TagList List() => new([_address, _port, _scheme, s_version]);

    /// <summary>Of a call: method, server, scheme and outcome.</summary>
    public TagList ListCall(string method, int status, HttpError error)
    {
        TagList tags = new([_address, _port, _scheme, s_version]);
        tags.Add("http.request.method", method);
        AddOutcome(ref tags, status, error);
        return tags;
    }

    // OpenTelemetry: a client's error is a failure, or a status of 400 and above.
    private static void AddOutcome(ref TagList tags, int status, HttpError error)
    {
        if (error == HttpError.None && status is > 0 and < 1000)
        {
            tags.Add("http.response.status_code", Box(status));
            if (status >= 400)
            {
                tags.Add("error.type", StatusName(status));
            }
        }
        else if (error != HttpError.None)
        {
            tags.Add("error.type", ErrorName(error));
        }
    }

    private static object MakeBox(int status)
    {
        object box = status;
        Volatile.Write(ref s_statuses[status], box);
        return box;
    }

    private static string MakeStatusName(int status)
    {
        string name = status.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Volatile.Write(ref s_statusNames[status], name);
        return name;
    }

    private static string ToName(HttpError error)
    {
        List<char> name = [];
        foreach (char letter in error.ToString())
        {
            if (char.IsUpper(letter) && name.Count > 0)
            {
                name.Add('_');
            }

            name.Add(char.ToLowerInvariant(letter));
        }

        return new string([.. name]);
    }
}
