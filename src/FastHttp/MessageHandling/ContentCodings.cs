using System.Net;
using System.Text;
using FastHttp.Http1;
using FastHttp.Messages;

namespace FastHttp.MessageHandling;

/// <summary>What the runtime calls the content codings that are decoded here.</summary>
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

    /// <summary>What a name means if it is one of the allowed codings; else identity: it stays as it is.</summary>
    public static ContentCoding Find(string name, DecompressionMethods allowed)
    {
        ContentCoding coding = ContentDecoder.CodingOf(Encoding.ASCII.GetBytes(name.Trim()));
        DecompressionMethods method = coding switch
        {
            ContentCoding.Gzip => DecompressionMethods.GZip,
            ContentCoding.Deflate => DecompressionMethods.Deflate,
            ContentCoding.Brotli => DecompressionMethods.Brotli,
            _ => DecompressionMethods.None,
        };
        return (method & allowed) != DecompressionMethods.None ? coding : ContentCoding.Identity;
    }

    private static void Append(StringBuilder text, DecompressionMethods codings, DecompressionMethods one, string name)
    {
        if ((codings & one) != 0)
        {
            text.Append(text.Length == 0 ? "" : ", ").Append(name);
        }
    }
}
