using System;

namespace FastHttp.Load.Users;

// What the lane's connections show of responses that are no success goes to the recorder of the moment.
public sealed partial class Lane : IResponseObserver
{
    void IResponseObserver.OnUnsuccessful(int statusCode, ReadOnlySpan<byte> bytes) =>
        Recorder.Samples.OnUnsuccessful(statusCode, bytes);

    void IResponseObserver.OnBroken(in BrokenResponse response)
    {
        // The connection tells of it right before it tells its user of the answer.
        HasSurplus = response.IsSurplus;
        Recorder.Samples.OnBroken(in response);
    }

    /// <summary>Whether the answer that is told of now has ended its connection, by bytes that it did not announce.
    /// </summary>
    internal bool HasSurplus { get; set; }
}
