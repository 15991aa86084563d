using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Users;

/// <summary>The owner of a lane, which hears of its end. Called on the lane's loop.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public interface ILaneOwner
{
    /// <summary>The lane's source has failed: its users send no more.</summary>
    void OnSourceFailed(Lane lane);

    /// <summary>A user's source has nothing more for it: the user has ended, and the others go on.</summary>
    void OnUserEnded(Lane lane)
    {
    }

    /// <summary>The lane has stopped, and touches its recorder no more. Called once.</summary>
    void OnLaneStopped(Lane lane);
}
