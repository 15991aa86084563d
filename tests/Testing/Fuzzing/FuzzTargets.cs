using System;
using System.Collections.Generic;

namespace Testing.Fuzzing;

/// <summary>The fuzz targets by name. A name is also that of the folder in which its corpus lies.</summary>
internal static class FuzzTargets
{
    /// <summary>Makes a target; each belongs to one thread.</summary>
    public static IReadOnlyDictionary<string, Func<FuzzTarget>> ByName { get; } =
        new SortedDictionary<string, Func<FuzzTarget>>(StringComparer.Ordinal)
        {
            ["response-head"] = () => new HeadTarget(),
            ["response"] = () => new ResponseTarget(),
            ["framing"] = () => new FramingTarget(),
            ["chunked-body"] = () => new ChunkedTarget(),
            ["uri"] = () => new UriTarget(),
            ["location"] = () => new LocationTarget(),
            ["field-names"] = () => new KnownHeaderTarget(),
            ["request-fields"] = () => new RequestFieldTarget(),
            ["set-cookie"] = () => new SetCookieTarget(),
            ["arguments"] = () => new ArgumentsTarget(),
            ["multipart"] = () => new MultipartTarget(),
            ["content-coding"] = () => new ContentCodingTarget(),
            ["connect-proxy"] = () => new ProxyTarget(isSocks: false),
            ["socks-proxy"] = () => new ProxyTarget(isSocks: true),
        };
}
