using System;

namespace Runner.Tests.Scenarios;

/// <summary>A run that there is not, and why.</summary>
internal sealed class RefusedException(string message) : Exception(message);
