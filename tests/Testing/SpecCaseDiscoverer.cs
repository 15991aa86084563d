using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Testing;

/// <summary>
/// Makes a trait of each case of a <see cref="SpecCaseAttribute"/>; found by name, by the test runner.
/// </summary>
public sealed class SpecCaseDiscoverer : ITraitDiscoverer
{
    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, string>> GetTraits(IAttributeInfo traitAttribute)
    {
        object[] arguments = [.. traitAttribute.GetConstructorArguments()];
        string list = (string)arguments[0];
        return ((IEnumerable<int>)arguments[1])
            .Select(number => KeyValuePair.Create(list, number.ToString(CultureInfo.InvariantCulture)));
    }
}
