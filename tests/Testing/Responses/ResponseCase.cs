using System;
using System.Collections.Generic;
using System.Text;
using FastHttp;

namespace Testing.Responses;

/// <summary>
/// One row of the response table: bytes in, outcome out. The wire is text of one char a byte (Latin-1). Immutable.
/// A case without <see cref="ClosesAfter"/> must end although the peer holds the connection open.
/// </summary>
public sealed class ResponseCase(string id, string name, string wire, ResponseOutcome expected)
{
    /// <summary>Row of the table, such as A01.</summary>
    public string Id { get; } = id;

    /// <summary>What the row is about.</summary>
    public string Name { get; } = name;

    /// <summary>The bytes that the peer sends.</summary>
    public byte[] Wire { get; } = Encoding.Latin1.GetBytes(wire);

    /// <summary>The outcome that we decided on.</summary>
    public ResponseOutcome Expected { get; } = expected;

    /// <summary>Outcomes that the specification permits as well.</summary>
    public IReadOnlyList<ResponseOutcome> AlsoAllowed { get; init; } = [];

    /// <summary>What the request was.</summary>
    public RequestTraits Traits { get; init; }

    /// <summary>The peer closes after the bytes.</summary>
    public bool ClosesAfter { get; init; }

    /// <summary>Splitting adds nothing.</summary>
    public bool WholeOnly { get; init; }

    /// <summary>Limit on the head.</summary>
    public int MaxHeadBytes { get; init; } = 64 * 1024;

    /// <summary>Limit on field lines.</summary>
    public int MaxHeaderCount { get; init; } = 256;

    /// <summary>Limit on the decoded body.</summary>
    public long MaxBodyBytes { get; init; } = long.MaxValue;

    /// <summary>Limit on interim responses.</summary>
    public int MaxInterimResponses { get; init; } = 100;

    /// <summary>The limits as options.</summary>
    public FastHttpOptions Options => new()
    {
        MaxHeadBytes = MaxHeadBytes,
        MaxHeaderCount = MaxHeaderCount,
        MaxBodyBytes = MaxBodyBytes,
        MaxInterimResponses = MaxInterimResponses,
    };

    /// <summary>
    /// Compares an outcome with the row: null if it is the expected one or one that is also allowed, else what is
    /// wrong.
    /// </summary>
    public string? Check(ResponseOutcome actual)
    {
        string? difference = Difference(Expected, actual);
        if (difference is null)
        {
            return null;
        }

        foreach (ResponseOutcome allowed in AlsoAllowed)
        {
            if (Difference(allowed, actual) is null)
            {
                return null;
            }
        }

        return $"{Id} ({Name}): {difference}\nexpected {Expected}\nbut got  {actual}";
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Id} {Name}";

    private string? Difference(ResponseOutcome expected, ResponseOutcome actual)
    {
        if (expected.Error != HttpError.None || actual.Error != HttpError.None)
        {
            return expected.Error == actual.Error ? null : "another reason";
        }

        if (expected.StatusCode != actual.StatusCode || expected.Reason != actual.Reason)
        {
            return "another status line";
        }

        if (expected.Body != actual.Body)
        {
            return "another body";
        }

        bool endFits = expected.End == actual.End
            || (expected.End == MessageEnd.KeepOrClose && actual.End is MessageEnd.Keep or MessageEnd.Close);
        if (!endFits)
        {
            return "another end";
        }

        if (!HasSameLines(expected.Fields ?? SentFields(), actual.Fields ?? []))
        {
            return "other fields";
        }

        return HasSameLines(expected.Trailers, actual.Trailers) ? null : "other trailers";
    }

    // The lines of the final head, taken from the wire in the plainest way.
    private List<(string Name, string Value)> SentFields()
    {
        string rest = Encoding.Latin1.GetString(Wire);
        string head;
        do
        {
            int end = rest.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            head = rest[..end];
            rest = rest[(end + 4)..];
        }
        while (head[9] == '1');

        List<(string Name, string Value)> lines = [];
        foreach (string line in head.Split("\r\n")[1..])
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            lines.Add((line[..colon], line[(colon + 1)..].Trim(' ', '\t')));
        }

        return lines;
    }

    private static bool HasSameLines(
        IReadOnlyList<(string Name, string Value)> expected, IReadOnlyList<(string Name, string Value)> actual)
    {
        if (expected.Count != actual.Count)
        {
            return false;
        }

        for (int index = 0; index < expected.Count; index++)
        {
            if (expected[index] != actual[index])
            {
                return false;
            }
        }

        return true;
    }
}
