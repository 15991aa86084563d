using System;

namespace LocustBridge;

/// <summary>Says what has changed in a user class; see <see cref="LocustWorker.UserClassUpdated"/>.</summary>
/// <param name="change">The change as the master sent it.</param>
public sealed class UserClassUpdatedEventArgs(LocustValue change) : EventArgs
{
    /// <summary>The change as the master sent it: a map with the class's name and its new settings.</summary>
    public LocustValue Change { get; } = change;
}
