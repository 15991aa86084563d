using System;
using System.Collections.Generic;
using System.Text;
using FastHttp.Load.Planning;

namespace FastHttp.Load.Scenarios;

// A method of requests on one lane, with the rows of its requests by label. Lane-owned.
internal sealed class UserMethod
{
    private readonly Dictionary<string, int> _rows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _byLabel;

    public UserMethod(string name)
    {
        if (!HeaderList.IsToken(name))
        {
            throw new ArgumentException($"'{name}' is no HTTP method.", nameof(name));
        }

        Name = name;
        Prefix = Encoding.ASCII.GetBytes($"{name} ");
        Traits = RequestBytes.TraitsOf(name);
        SendsLength = name is "POST" or "PUT" or "PATCH";
        _byLabel = _rows.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public string Name { get; }

    /// <summary>The method and the blank after it.</summary>
    public byte[] Prefix { get; }

    public RequestTraits Traits { get; }

    /// <summary>Whether a server expects to hear how long the body is, even where there is none.</summary>
    public bool SendsLength { get; }

    /// <summary>The row of a label, or -1 where it is new.</summary>
    public int Find(ReadOnlySpan<char> label) => _byLabel.TryGetValue(label, out int row) ? row : -1;

    public void Add(string label, int row) => _rows.Add(label, row);
}
