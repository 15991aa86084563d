using System;

namespace FastHttp.Load.Results;

/// <summary>A file is not the result of a run; the message says why.</summary>
public sealed class ResultFormatException : Exception
{
    /// <summary>With what is wrong.</summary>
    public ResultFormatException(string message)
        : base(message)
    {
    }

    /// <summary>With what is wrong, and what found it.</summary>
    public ResultFormatException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
