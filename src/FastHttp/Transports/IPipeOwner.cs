namespace FastHttp.Transports;

/// <summary>What lies under a <see cref="PipeConnection"/>'s pipe. Called on the loop.</summary>
internal interface IPipeOwner
{
    /// <summary>Why the pipe's reader came to its end, once it has.</summary>
    TransportError EndReason { get; }

    /// <summary>Ends the sending direction in order; everything is flushed. Must not throw.</summary>
    void EndSend();

    /// <summary>Closes everything; called once. <paramref name="reset"/> asks for a break, without a last word.
    /// </summary>
    void Release(bool reset);
}
