using System;

namespace Runner.Scenarios;

// Where in a script an error is.
internal static class LuaPlace
{
    /// <summary>File and line, with which Lua begins the message of an error; the whole message where it does
    /// not.</summary>
    public static string Of(string message)
    {
        for (int colon = message.IndexOf(':', StringComparison.Ordinal); colon >= 0;)
        {
            int next = message.IndexOf(':', colon + 1);
            if (next > colon + 1
                && !message.AsSpan(colon + 1, next - colon - 1).ContainsAnyExceptInRange('0', '9'))
            {
                return message[..next];
            }

            colon = next;
        }

        return message;
    }
}
