using System;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FastHttp.Load.Scenarios;

namespace FastHttp.Load;

/// <summary>
/// The answer to a request of a <see cref="LoadUser"/>, or that there is none. A view: it is valid until the user's
/// next request, and throws <see cref="InvalidOperationException"/> after it. Copy what you keep.
/// </summary>
public readonly struct LoadResponse
{
    // The place in a batch of an answer that is not.
    internal const int Alone = -1;

    private readonly UserFlow? _flow;
    private readonly int _generation;
    private readonly int _index;

    internal LoadResponse(UserFlow flow, int generation, int index = Alone)
    {
        _flow = flow;
        _generation = generation;
        _index = index;
    }

    /// <summary>The status; 0 where there is no answer.</summary>
    public int StatusCode => Error == HttpError.None ? Response.StatusCode : 0;

    /// <summary>Whether the status is 2xx.</summary>
    public bool IsSuccessStatusCode => StatusCode is >= 200 and <= 299;

    /// <summary>Why there is no answer; <see cref="HttpError.None"/> where there is one, whatever its status.</summary>
    public HttpError Error => Exchange.Error;

    /// <summary>From the request to its answer, redirects included; from the batch where it was sent with others.
    /// </summary>
    public TimeSpan Elapsed => Exchange.Elapsed;

    /// <summary>The header fields; none where there is no answer.</summary>
    public FastHttpResponseHeaders Headers => Response.Headers;

    /// <summary>The body, decoded; empty where there is no answer.</summary>
    public ReadOnlySpan<byte> Body => Response.BodySpan;

    private ref readonly UserExchange Exchange
    {
        get
        {
            UserFlow flow = _flow ?? throw new InvalidOperationException("This response is of no request.");
            flow.CheckGeneration(_generation);
            return ref flow.ExchangeAt(_index);
        }
    }

    private FastHttpResponse Response => Exchange.Response;

    /// <summary>Returns the body as text, in the character set that it is said to have, else in UTF-8.</summary>
    /// <exception cref="InvalidOperationException">The character set is not known.</exception>
    public string GetBodyAsString() => Response.GetBodyAsString();

    /// <summary>Reads the body as JSON.</summary>
    /// <param name="typeInfo">How the object is read: of a <c>JsonSerializerContext</c>.</param>
    /// <exception cref="JsonException">The body is not such an object.</exception>
    public T? GetBodyFromJson<T>(JsonTypeInfo<T> typeInfo) => Response.GetBodyFromJson(typeInfo);

    /// <summary>Reads the body as JSON of any kind. What is returned stays valid.</summary>
    /// <exception cref="JsonException">The body is no JSON.</exception>
    public JsonElement GetBodyAsJson()
    {
        Utf8JsonReader reader = new(Response.BodySpan);
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>Says what it was, for people; empty for the default of the type.</summary>
    internal string Describe() => _flow is null ? "" : Exchange.Describe();
}
