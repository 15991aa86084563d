using System.Net;

namespace Shortage;

/// <summary>What there is too little of.</summary>
internal interface IShortage
{
    /// <summary>The error number with which the system refuses a connection.</summary>
    int SystemError { get; }

    /// <summary>Where connections come from; null for what the system chooses.</summary>
    IPAddress? Local { get; }

    /// <summary>Before anything else: puts the process into order.</summary>
    void Prepare();

    /// <summary>From here on there is too little. Returns how many connections can still be opened, at most.</summary>
    int Begin();

    /// <summary>From here on there is enough.</summary>
    void End();
}
