using System.Collections.Generic;

namespace Runner.Setup;

// An option as a shell completes it: -u and --users, whether something follows it, and whether that is a file.
internal sealed record CompletedOption(IReadOnlyList<string> Spellings, bool TakesValue, bool TakesFile);
