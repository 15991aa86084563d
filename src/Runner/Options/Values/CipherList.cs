using System;
using System.Collections.Generic;
using System.Net.Security;

namespace Runner.Options.Values;

// A text such as TLS_AES_128_GCM_SHA256,TLS_AES_256_GCM_SHA384.
internal static class CipherList
{
    private static readonly char[] s_separators = [',', ':'];

    public static bool TryParse(string text, out IReadOnlyList<TlsCipherSuite> suites)
    {
        List<TlsCipherSuite> read = [];
        suites = read;
        foreach (string name in text.Split(s_separators, StringSplitOptions.TrimEntries))
        {
            // A number would be taken too, whatever it means.
            if (!name.StartsWith("TLS_", StringComparison.Ordinal) || !Enum.TryParse(name, out TlsCipherSuite suite))
            {
                return false;
            }

            read.Add(suite);
        }

        return true;
    }
}
