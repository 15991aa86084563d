using System.Collections.Generic;

namespace Runner.Options.Parsing;

// A command line after getopt: options in the order typed up to the first error, then the operands.
internal sealed record NormalizedArguments(
    IReadOnlyList<TypedOption> Options, IReadOnlyList<string> Operands, UsageError? Error);
