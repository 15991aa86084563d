using System;
using FastHttp.Load.Results;

namespace Runner.Outputs;

// One place that results go to. Opened before the run; used by one thread.
internal interface IResultOutput : IDisposable
{
    /// <summary>Takes the results; called once, after the run.</summary>
    /// <exception cref="System.IO.IOException">They cannot be written.</exception>
    void Write(ResultDocument document);
}
