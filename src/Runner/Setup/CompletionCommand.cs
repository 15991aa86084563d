using System;
using System.Collections.Generic;
using System.Linq;
using Runner.Cli;

namespace Runner.Setup;

/// <summary>
/// <c>runner completion SHELL</c>: prints a script that lets a shell complete commands and the options of
/// <c>runner wrk</c>. Everything stands in the script, so that completing starts no process.
/// </summary>
internal static class CompletionCommand
{
    private static readonly string[] s_shells = ["bash", "zsh", "fish", "pwsh"];

    /// <summary>Prints the script of the shell that the first argument names.</summary>
    public static int Run(string[] arguments, IReadOnlyList<string> commands)
    {
        if (arguments.Length != 1 || !s_shells.Contains(arguments[0]))
        {
            Console.Error.Write(
                "runner completion: expected one of bash, zsh, fish, pwsh. "
                + "For bash: runner completion bash > ~/.local/share/bash-completion/completions/runner\n");
            return 1;
        }

        Console.Out.Write(ScriptFor(arguments[0], commands));
        return 0;
    }

    internal static string ScriptFor(string shell, IReadOnlyList<string> commands)
    {
        string verbs = string.Join(' ', commands);
        string flags = string.Join(' ', OptionTable.All.SelectMany(Spell).Order(StringComparer.Ordinal));
        string files = string.Join('|', OptionTable.All.Where(TakesFile).SelectMany(Spell));
        return shell switch
        {
            "bash" => Bash(verbs, flags, files),

            // zsh runs bash's completions as they are.
            "zsh" => "#compdef runner\nautoload -U +X bashcompinit && bashcompinit\n" + Bash(verbs, flags, files),
            "fish" => Fish(verbs),
            _ => Pwsh(verbs, flags),
        };
    }

    private static IEnumerable<string> Spell(OptionSpec option) =>
        option.Letter is { } letter ? [$"-{letter}", $"--{option.Name}"] : [$"--{option.Name}"];

    private static bool TakesFile(OptionSpec option) =>
        option.Name is "script" or "urls" or "data" or "cacert" or "cert" or "key" or "json" or "html" or "unix-socket"
            or "config";

    private static string Bash(string verbs, string flags, string files) =>
        $$"""
        _runner() {
          local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
          if [ "$COMP_CWORD" = 1 ]; then
            COMPREPLY=($(compgen -W '{{verbs}}' -- "$word"))
          elif [ "${COMP_WORDS[1]}" = wrk ]; then
            case $before in
              {{files}}) COMPREPLY=($(compgen -f -- "$word")) ;;
              *) COMPREPLY=($(compgen -W '{{flags}}' -- "$word")) ;;
            esac
          else
            COMPREPLY=($(compgen -f -- "$word"))
          fi
        }
        complete -o filenames -F _runner runner

        """;

    private static string Fish(string verbs)
    {
        string lines = string.Concat(OptionTable.All.Select(option =>
            "complete -c runner -n '__fish_seen_subcommand_from wrk'"
            + (option.Letter is { } letter ? $" -s {letter}" : "")
            + $" -l {option.Name}{(option.TakesValue ? " -r" : "")}\n"));
        return $"complete -c runner -n __fish_use_subcommand -f -a '{verbs}'\n{lines}";
    }

    private static string Pwsh(string verbs, string flags) =>
        $$"""
        Register-ArgumentCompleter -Native -CommandName runner -ScriptBlock {
          param($word, $ast, $position)
          $typed = @($ast.CommandElements)
          $words = if ($typed.Count -gt 1 -and "$($typed[1])" -eq 'wrk') { '{{flags}}' } else { '{{verbs}}' }
          $words -split ' ' | Where-Object { $_ -clike "$word*" } |
            ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
        }

        """;
}
