using System;
using System.Collections.Generic;

namespace LocustBridge.Tests.Support;

/// <summary>
/// The conformance cases that a test covers. LocustCases lists them; CaseCoverageTests fails for one without a test.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LocustCaseAttribute(params int[] numbers) : Attribute
{
    public IReadOnlyList<int> Numbers { get; } = numbers;
}
