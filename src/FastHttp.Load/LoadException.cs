using System;

namespace FastHttp.Load;

/// <summary>
/// Says why a load test cannot be made, or could not go on. The message names the property of <see cref="LoadOptions"/>
/// that is to be changed.
/// </summary>
public sealed class LoadException(string message) : Exception(message);
