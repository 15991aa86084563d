using System;
using System.Collections.Generic;
using Xunit.Sdk;

namespace Testing;

/// <summary>
/// Says which cases of a list in docs/cases a test proves: <c>[SpecCase("wrk", 51)]</c>. The rules see to it that no
/// case is without a test; <c>dotnet test --filter wrk=51</c> runs those of one.
/// </summary>
[TraitDiscoverer("Testing.SpecCaseDiscoverer", "Testing")]
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class SpecCaseAttribute(string list, params int[] numbers) : Attribute, ITraitAttribute
{
    /// <summary>The name of the list, which is that of its file.</summary>
    public string List { get; } = list;

    /// <summary>The numbers within the list.</summary>
    public IReadOnlyList<int> Numbers { get; } = numbers;
}
