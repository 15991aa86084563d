using System;
using System.Collections.Generic;
using System.Linq;
using Runner.Options.Entries;

namespace Runner.Options.Parsing;

// The habits of glibc's getopt_long that System.CommandLine does not have and wrk's users rely on: prefixes of long
// options, letters in a bundle, options after operands unless POSIXLY_CORRECT is set, "--", and getopt's own messages.
// They begin with "wrk: ", the name that wrk has when it prints them, so that a wrapper that looks at them sees no
// change. One instance normalises one command line.
internal sealed class GetoptNormalizer
{
    private const string Prefix = "wrk: ";

    private readonly IReadOnlyList<string> _args;
    private readonly bool _posixlyCorrect;
    private readonly List<TypedOption> _options = [];
    private readonly List<string> _operands = [];
    private int _next;

    private GetoptNormalizer(IReadOnlyList<string> args, bool posixlyCorrect)
    {
        _args = args;
        _posixlyCorrect = posixlyCorrect;
    }

    public static NormalizedArguments Normalize(IReadOnlyList<string> args, bool posixlyCorrect)
    {
        GetoptNormalizer self = new(args, posixlyCorrect);
        UsageError? error = self.Run();
        return new NormalizedArguments(self._options, self._operands, error);
    }

    private UsageError? Run()
    {
        while (_next < _args.Count)
        {
            string argument = _args[_next++];
            if (argument == "--")
            {
                break;
            }

            // A lone "-" is an operand.
            if (argument.Length < 2 || argument[0] != '-')
            {
                _operands.Add(argument);
                if (_posixlyCorrect)
                {
                    break;
                }

                continue;
            }

            UsageError? error = argument[1] == '-' ? TakeLong(argument) : TakeLetters(argument);
            if (error is not null)
            {
                return error;
            }
        }

        _operands.AddRange(_args.Skip(_next));
        return null;
    }

    private UsageError? TakeLong(string argument)
    {
        int equals = argument.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? argument[2..] : argument[2..equals];
        string? value = equals < 0 ? null : argument[(equals + 1)..];
        IReadOnlyList<OptionSpec<CliOptions>> matches = OptionTable.Matching(name);
        if (matches.Count == 0)
        {
            return Error($"unrecognized option '{argument}'") with { Hint = HabitHints.OfName(name) };
        }

        if (matches.Count > 1)
        {
            string names = string.Join(" ", matches.Select(option => $"'--{option.Name}'"));
            return Error($"option '{argument}' is ambiguous; possibilities: {names}");
        }

        OptionSpec<CliOptions> match = matches[0];
        if (!match.TakesValue && value is not null)
        {
            return Error($"option '--{match.Name}' doesn't allow an argument");
        }

        if (match.TakesValue && value is null && !TryTakeNext(out value))
        {
            return Error($"option '--{match.Name}' requires an argument");
        }

        _options.Add(new TypedOption(match, value));
        return null;
    }

    private UsageError? TakeLetters(string argument)
    {
        for (int index = 1; index < argument.Length; index++)
        {
            char letter = argument[index];
            OptionSpec<CliOptions>? option = OptionTable.OfLetter(letter);
            if (option is null)
            {
                return OptionTable.SilentLetters.Contains(letter, StringComparison.Ordinal)
                    ? UsageError.Silent with { Hint = HabitHints.OfLetter(letter) }
                    : Error($"invalid option -- '{letter}'") with { Hint = HabitHints.OfLetter(letter) };
            }

            if (!option.TakesValue)
            {
                _options.Add(new TypedOption(option, null));
                continue;
            }

            // The rest of the bundle is the value; an empty rest takes the next argument, whatever it looks like.
            string? value = argument[(index + 1)..];
            if (value.Length == 0 && !TryTakeNext(out value))
            {
                return Error($"option requires an argument -- '{letter}'");
            }

            _options.Add(new TypedOption(option, value));
            return null;
        }

        return null;
    }

    private bool TryTakeNext(out string? value)
    {
        value = _next < _args.Count ? _args[_next++] : null;
        return value is not null;
    }

    private static UsageError Error(string message) => new(Prefix + message);
}

// A command line after getopt: options in the order typed up to the first error, then the operands.
internal sealed record NormalizedArguments(
    IReadOnlyList<TypedOption> Options, IReadOnlyList<string> Operands, UsageError? Error);
