using System;
using System.Buffers;

namespace FastHttp.Load;

/// <summary>
/// Makes the requests of the users of one thread, and is called on that thread alone. A user is a connection; users
/// are numbered from 0 within the thread. What it throws ends the run with a <see cref="LoadException"/>.
/// </summary>
public interface IRequestSource
{
    /// <summary>Whether <see cref="OnResponse"/> is called.</summary>
    bool WantsResponses => false;

    /// <summary>Writes what a user sends next: a whole request with its head and body, or several at once.</summary>
    /// <returns>False when there is nothing more: the user stops.</returns>
    bool TryWrite(int user, IBufferWriter<byte> request);

    /// <summary>Returns how long a user waits before it asks for what to send, rounded up to milliseconds; zero or less
    /// for not at all.</summary>
    TimeSpan PauseOf(int user) => TimeSpan.Zero;

    /// <summary>Takes an answer, which is valid during the call.</summary>
    void OnResponse(int user, FastHttpResponse response)
    {
    }
}
