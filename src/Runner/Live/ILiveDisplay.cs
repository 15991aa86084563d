using System;
using FastHttp.Load.Results;

namespace Runner.Live;

// Shows a run while it goes on. Disposing, which may happen twice, leaves nothing of it on a terminal.
internal interface ILiveDisplay : ILiveObserver, IDisposable
{
    /// <summary>Prints a line that stays, apart from what is shown; false where nothing is in the way.</summary>
    bool TryPrint(string line);
}
