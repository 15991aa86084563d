using System;
using System.Collections.Generic;
using System.Linq;

namespace Runner.Cli;

// argv → options or the reason why not. Errors come in wrk's order: options from left to right, and the first one that
// is unknown, incomplete or has a bad value ends it.
internal static class CliParser
{
    /// <summary>
    /// Parses what follows <c>runner wrk</c>. With an error, only <see cref="CliOptions.PrintVersion"/> of the options
    /// means something: whether the version was asked for before the error, which wrk has printed by then.
    /// </summary>
    /// <param name="args">The arguments.</param>
    /// <param name="posixlyCorrect">Whether options end at the first operand.</param>
    /// <param name="environment">Reads the variables that stand for options; null where they mean nothing.</param>
    public static (CliOptions Options, UsageError? Error) Parse(
        IReadOnlyList<string> args, bool posixlyCorrect, Func<string, string?>? environment = null)
    {
        NormalizedArguments normalized = GetoptNormalizer.Normalize(args, posixlyCorrect);
        UsageError? error = normalized.Error;
        if (error is null)
        {
            (normalized, string? refusal) = OptionLayers.Merge(normalized, environment ?? (_ => null));
            error = refusal is null ? null : new UsageError($"runner: {refusal}") { ShowUsage = false };
        }

        List<TypedOption> accepted = [];
        foreach (TypedOption item in normalized.Options)
        {
            UsageError? bad = Check(item);
            if (bad is not null)
            {
                error = bad;
                break;
            }

            Accept(accepted, item);
        }

        bool printVersion = accepted.Any(item => item.Option == OptionTable.Version);
        return error is not null
            ? (CliOptions.Default with { PrintVersion = printVersion }, error)
            : (Read(accepted, normalized.Operands), null);
    }

    private static CliOptions Read(IReadOnlyList<TypedOption> accepted, IReadOnlyList<string> operands) =>
        new WrkSyntax().Parse(accepted, operands) with { CommandText = CommandText.Of(accepted, operands) };

    /// <summary>Parses with the environment's word on where options end.</summary>
    public static (CliOptions Options, UsageError? Error) Parse(IReadOnlyList<string> args) =>
        Parse(
            args,
            Environment.GetEnvironmentVariable("POSIXLY_CORRECT") is not null,
            Environment.GetEnvironmentVariable);

    private static UsageError? Check(TypedOption item)
    {
        OptionSpec option = item.Option;
        if (option == OptionTable.Help)
        {
            return UsageError.Silent with { IsWanted = true };
        }

        if (item.Value is null || option.IsValid!(item.Value))
        {
            return null;
        }

        return option.Expected is null
            ? UsageError.Silent with { Hint = HabitHints.OfValue(option, item.Value) }
            : new UsageError($"wrk: invalid argument '{item.Value}' for '--{option.Name}': expected {option.Expected}");
    }

    private static void Accept(List<TypedOption> accepted, TypedOption item)
    {
        if (!item.Option.IsRepeatable)
        {
            accepted.RemoveAll(earlier => earlier.Option == item.Option);
        }

        accepted.Add(item);
    }
}
