using System;
using System.Diagnostics;
using System.IO;
using System.Runtime.CompilerServices;

namespace FastHttp.Buffers;

/// <summary>
/// What is looked at beside the work where a program looks for misuse of pooled messages: bytes are overwritten on
/// return, a returned request shows nothing, and a message that is collected without having been returned is reported
/// with the place where it was rented. On in Debug builds, and by <see cref="Switch"/>; costs an allocation and a stack
/// trace for each rental. Thread-safe.
/// </summary>
/// <param name="report">Called on the finalizer's thread, with a text for people.</param>
internal sealed class MessageChecks(Action<string> report)
{
    /// <summary>The switch of <see cref="AppContext"/> that turns the checks on.</summary>
    internal const string Switch = "FastHttp.CheckMessages";

    /// <summary>The environment variable that does the same, when it is 1.</summary>
    internal const string EnvironmentVariable = "FASTHTTP_CHECK_MESSAGES";

    /// <summary>What returned bytes are overwritten with.</summary>
    internal const byte Poison = 0xDD;

    /// <summary>The checks of this process; null where they are off. Read once.</summary>
    internal static MessageChecks? Default { get; } = AreWanted() ? new(WriteLine) : null;

    /// <summary>Notes who rents; the caller keeps the note until the message is returned.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal RentalNote Note(string what) => new(this, what, new StackTrace(skipFrames: 1, fNeedFileInfo: true));

    internal void Report(string text) => report(text);

    private static bool AreWanted()
    {
        bool isWanted = AppContext.TryGetSwitch(Switch, out bool isOn)
            ? isOn
            : Environment.GetEnvironmentVariable(EnvironmentVariable) == "1";
        TurnOnInDebug(ref isWanted);
        return isWanted;
    }

    [Conditional("DEBUG")]
    private static void TurnOnInDebug(ref bool isWanted) => isWanted = true;

    private static void WriteLine(string text)
    {
        try
        {
            Console.Error.WriteLine(text);
        }
        catch (IOException)
        {
            // The reader of stderr has gone, and an exception here would end the process.
        }
    }
}
