using System;

namespace FastHttp.Load.Users;

// What the lane's connections show of responses that are no success goes to the recorder of the moment.
public sealed partial class Lane : IResponseObserver
{
    void IResponseObserver.OnUnsuccessful(int statusCode, ReadOnlySpan<byte> bytes) =>
        Recorder.Samples.OnUnsuccessful(statusCode, bytes);

    void IResponseObserver.OnBroken(in BrokenResponse response) => Recorder.Samples.OnBroken(in response);
}
