using System;

namespace FastHttp.Load.Results;

/// <summary>Says that a file is not the result of a run, and why.</summary>
public sealed class ResultFormatException : Exception
{
    /// <summary>Makes the exception with what is wrong.</summary>
    public ResultFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with what is wrong, and the exception that found it.</summary>
    public ResultFormatException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
