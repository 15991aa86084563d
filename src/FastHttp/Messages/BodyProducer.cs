using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;

namespace FastHttp.Messages;

/// <summary>A body that is written when the request is sent. Owned by one request and reused by it.</summary>
internal abstract class BodyProducer
{
    /// <summary>Bytes that will be written; -1 if unknown.</summary>
    internal long Length { get; set; }

    internal abstract ValueTask WriteAsync(PipeWriter output, CancellationToken cancellationToken);

    /// <summary>Lets go of what the caller gave.</summary>
    internal abstract void Clear();
}
