namespace Runner.Tests.Native;

/// <summary>A command line and what it prints.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Line">Its words.</param>
/// <param name="Expected">A part of what comes on stdout.</param>
internal sealed record CommandRow(string Name, string Line, string Expected)
{
    /// <summary>What it ends with.</summary>
    public int ExitCode { get; init; }

    /// <summary>Whether the machine decides what it ends with.</summary>
    public bool MayFail { get; init; }

    /// <summary>Whether it needs LuaJIT.</summary>
    public bool OnLuaJit { get; init; }
}
