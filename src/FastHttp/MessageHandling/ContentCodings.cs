using System.IO;
using System.IO.Compression;
using System.Net;
using System.Text;

namespace FastHttp.MessageHandling;

/// <summary>The content codings that the handler can decode (RFC 9110 §8.4.1). Stateless.</summary>
internal static class ContentCodings
{
    /// <summary>What Accept-Encoding says of them.</summary>
    public static string List(DecompressionMethods codings)
    {
        StringBuilder text = new();
        Append(text, codings, DecompressionMethods.GZip, "gzip");
        Append(text, codings, DecompressionMethods.Deflate, "deflate");
        Append(text, codings, DecompressionMethods.Brotli, "br");
        return text.ToString();
    }

    /// <summary>The one of the allowed codings that a name means; None if it is none of them.</summary>
    public static DecompressionMethods Find(string name, DecompressionMethods allowed) => allowed & name.Trim() switch
    {
        "gzip" or "x-gzip" or "GZIP" => DecompressionMethods.GZip,
        "deflate" => DecompressionMethods.Deflate,
        "br" => DecompressionMethods.Brotli,
        _ => DecompressionMethods.None,
    };

    /// <summary>A stream of what is encoded in another, which it owns.</summary>
    public static Stream Decode(DecompressionMethods coding, Stream encoded) => coding switch
    {
        DecompressionMethods.GZip => new GZipStream(encoded, CompressionMode.Decompress),
        DecompressionMethods.Deflate => new ZLibStream(encoded, CompressionMode.Decompress),
        _ => new BrotliStream(encoded, CompressionMode.Decompress),
    };

    private static void Append(StringBuilder text, DecompressionMethods codings, DecompressionMethods one, string name)
    {
        if ((codings & one) != 0)
        {
            text.Append(text.Length == 0 ? "" : ", ").Append(name);
        }
    }
}
