using System;

namespace Runner;

/// <summary>Why a <see cref="LoadRun"/> cannot be made, or could not go on.</summary>
public sealed class LoadRunException(string message) : Exception(message);
