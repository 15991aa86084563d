using System;

namespace FastHttp.Telemetry;

/// <summary>Methods as strings that exist already (RFC 9110 §9, RFC 5789).</summary>
internal static class MethodNames
{
    /// <summary>What the conventions say instead of a method that they do not know.</summary>
    public const string Other = "_OTHER";

    private static readonly string[] s_known =
        ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "CONNECT"];

    /// <summary>The method with which bytes of a request begin.</summary>
    public static string OfBytes(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)' ');
        return end < 0 ? Other : Of(bytes[..end]);
    }

    /// <summary>A method as a string.</summary>
    public static string Of(ReadOnlySpan<byte> method)
    {
        foreach (string name in s_known)
        {
            if (System.Text.Ascii.Equals(method, name))
            {
                return name;
            }
        }

        return Other;
    }
}
