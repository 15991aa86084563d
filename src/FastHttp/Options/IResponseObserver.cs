using System;
using System.Diagnostics.CodeAnalysis;
using FastHttp.Stability;

namespace FastHttp;

/// <summary>
/// Sees failures as they are on the wire, so that a program that counts them can keep a sample. Called on the
/// connection's loop, before the exchange ends; must not block. A good response costs it nothing.
/// </summary>
[Experimental(ExperimentalApi.LoadGeneration)]
public interface IResponseObserver
{
    /// <summary>A response has begun whose status is 300 or more.</summary>
    /// <param name="statusCode">The status.</param>
    /// <param name="bytes">The bytes that came with its head, from the head on: perhaps not all of the body, perhaps
    /// what follows it. Valid during the call.</param>
    void OnUnsuccessful(int statusCode, ReadOnlySpan<byte> bytes);

    /// <summary>A response will not come to its end, since it cannot be read or its connection broke.</summary>
    /// <param name="response">What is known of it. Valid during the call.</param>
    void OnBroken(in BrokenResponse response);
}
