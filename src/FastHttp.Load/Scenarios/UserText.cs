using System;
using System.Globalization;
using System.Linq;
using System.Text;
using FastHttp.Load.Recording;

namespace FastHttp.Load.Scenarios;

// What became of a user, for people who read the results.
internal static class UserText
{
    private const int ShownBytes = 80;

    /// <summary>Says what was thrown, and where in the user's own code.</summary>
    public static ScenarioFault Of(Exception fault)
    {
        // The first line of the trace that is not the library's.
        string[] lines = (fault.StackTrace ?? "").Split('\n', StringSplitOptions.TrimEntries);
        string place = Array.Find(lines, static line =>
            line.StartsWith("at ", StringComparison.Ordinal)
            && !line.StartsWith("at FastHttp.", StringComparison.Ordinal)
            && !line.StartsWith("at System.", StringComparison.Ordinal)) ?? "";
        string type = fault.GetType().Name;
        string message = $"{type}: {fault.Message}";
        return place.Length == 0
            ? new ScenarioFault(message, message)
            : new ScenarioFault($"{type} {place}", $"{message} ({place})");
    }

    /// <summary>Says what was asked for, and what the answer was.</summary>
    public static string Of(in LoadCall call, HttpError error, FastHttpResponse response)
    {
        string asked = $"{call.Method} {call.Path}";
        if (error != HttpError.None)
        {
            return $"{asked}: {ErrorText.Of(error)}";
        }

        ReadOnlySpan<byte> body = response.BodySpan;
        string excerpt = string.Concat(
            Encoding.UTF8.GetString(body[..Math.Min(body.Length, ShownBytes)])
                .Select(static c => char.IsControl(c) ? ' ' : c));
        return string.Create(
            CultureInfo.InvariantCulture, $"{asked}: {response.StatusCode} with {body.Length} bytes: {excerpt}");
    }
}
