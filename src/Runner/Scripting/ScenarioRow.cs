using System.Text;

namespace Runner.Scripting;

// What requests are called: the method and a label, which the script gave or which is the path. Immutable.
internal sealed class ScenarioRow(string method, string label, bool isGiven)
{
    /// <summary>A label that the script gave; empty where patterns may still change it.</summary>
    public byte[] GivenLabel { get; } = isGiven ? Encoding.UTF8.GetBytes(label) : [];

    public string Method { get; } = method;

    public string Label { get; } = label;
}
