using System;
using System.Collections.Generic;
using System.Linq;
using Runner.Options.Entries;

namespace Runner.Options.Parsing;

// argv → options or the reason why not. Errors come in wrk's order: options from left to right, and the first one that
// is unknown, incomplete or has a bad value ends it; then what does not go together.
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
            error = refusal is null ? null : Plain(refusal);
        }

        CliOptions options = CliOptions.Default;
        List<TypedOption> accepted = [];
        foreach (TypedOption item in normalized.Options)
        {
            CliOptions? read = item.Option == OptionTable.Help ? null : item.Option.Read(options, item.Value ?? "");
            if (read is null)
            {
                error = Refuse(item);
                break;
            }

            options = read;
            Accept(accepted, item);
        }

        error ??= OptionRules.Conflict([.. accepted.Select(item => item.Option)], OptionTable.All) is { } conflict
            ? Plain(conflict)
            : null;
        return error is not null
            ? (CliOptions.Default with { PrintVersion = options.PrintVersion }, error)
            : (WithOperands(options, accepted, normalized.Operands), null);
    }

    /// <summary>Parses with the environment's word on where options end.</summary>
    public static (CliOptions Options, UsageError? Error) Parse(IReadOnlyList<string> args) =>
        Parse(
            args,
            Environment.GetEnvironmentVariable("POSIXLY_CORRECT") is not null,
            Environment.GetEnvironmentVariable);

    private static CliOptions WithOperands(
        CliOptions options, IReadOnlyList<TypedOption> accepted, IReadOnlyList<string> operands) => options with
        {
            Url = operands.Count > 0 ? operands[0] : null,
            ScriptArguments = [.. operands.Skip(1)],
            CommandText = CommandText.Of(accepted, operands),
        };

    // wrk answers a bad value of its own options with the usage alone.
    private static UsageError Refuse(TypedOption item)
    {
        OptionSpec option = item.Option;
        string value = item.Value ?? "";
        return option == OptionTable.Help ? UsageError.Silent with { IsWanted = true }
            : item.Place is not null ? Plain($"{item.Place}: '{value}' for {option.Name}: {option.Refusal(value)}")
            : option.IsWrks ? UsageError.Silent with { Hint = HabitHints.OfValue(option, value) }
            : new UsageError($"wrk: invalid argument '{value}' for '{option.Flag}': {option.Refusal(value)}");
    }

    private static UsageError Plain(string message) => new($"runner: {message}") { ShowUsage = false };

    private static void Accept(List<TypedOption> accepted, TypedOption item)
    {
        if (!item.Option.IsRepeatable)
        {
            accepted.RemoveAll(earlier => earlier.Option == item.Option);
        }

        accepted.Add(item);
    }
}
