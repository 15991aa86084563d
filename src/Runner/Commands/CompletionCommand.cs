using System;
using System.Collections.Generic;
using System.Linq;

namespace Runner.Commands;

/// <summary>
/// <c>runner completion SHELL</c>: prints a script that lets a shell complete commands and the options of those that
/// have many. Everything stands in the script, so that completing starts no process.
/// </summary>
internal static class CompletionCommand
{
    private static readonly string[] s_shells = ["bash", "zsh", "fish", "pwsh"];

    /// <summary>Prints the script of the shell that the first argument names.</summary>
    /// <param name="arguments">What was typed.</param>
    /// <param name="commands">All commands.</param>
    /// <param name="completed">Those that have many options.</param>
    public static int Run(
        string[] arguments, IReadOnlyList<string> commands, IReadOnlyList<CompletedCommand> completed)
    {
        if (arguments.Length != 1 || !s_shells.Contains(arguments[0]))
        {
            Console.Error.Write(
                "runner completion: expected one of bash, zsh, fish, pwsh. "
                + "For bash: runner completion bash > ~/.local/share/bash-completion/completions/runner\n");
            return 1;
        }

        Console.Out.Write(ScriptFor(arguments[0], commands, completed));
        return 0;
    }

    private static string ScriptFor(
        string shell, IReadOnlyList<string> commands, IReadOnlyList<CompletedCommand> completed)
    {
        string verbs = string.Join(' ', commands);
        return shell switch
        {
            "bash" => Bash(verbs, completed),

            // zsh runs bash's completions as they are.
            "zsh" => "#compdef runner\nautoload -U +X bashcompinit && bashcompinit\n" + Bash(verbs, completed),
            "fish" => Fish(verbs, completed),
            _ => Pwsh(verbs, completed),
        };
    }

    private static string Bash(string verbs, IEnumerable<CompletedCommand> completed)
    {
        string cases = string.Concat(completed.Select(command =>
            $"""
                  {command.Name})
                    case $before in
                      {command.Files}) COMPREPLY=($(compgen -f -- "$word")) ;;
                      *) COMPREPLY=($(compgen -W '{command.Flags}' -- "$word")) ;;
                    esac ;;

            """));
        return $$"""
            _runner() {
              local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
              if [ "$COMP_CWORD" = 1 ]; then
                COMPREPLY=($(compgen -W '{{verbs}}' -- "$word"))
              else
                case ${COMP_WORDS[1]} in
            {{cases}}      *) COMPREPLY=($(compgen -f -- "$word")) ;;
                esac
              fi
            }
            complete -o filenames -F _runner runner

            """;
    }

    private static string Fish(string verbs, IEnumerable<CompletedCommand> completed)
    {
        IEnumerable<string> lines =
            from command in completed
            from option in command.Options
            select $"complete -c runner -n '__fish_seen_subcommand_from {command.Name}'"
                + string.Concat(option.Spellings.Select(FishName))
                + (option.TakesValue ? " -r\n" : "\n");
        return $"complete -c runner -n __fish_use_subcommand -f -a '{verbs}'\n{string.Concat(lines)}";
    }

    private static string FishName(string text) => text.Length == 2 ? $" -s {text[1]}" : $" -l {text[2..]}";

    private static string Pwsh(string verbs, IEnumerable<CompletedCommand> completed)
    {
        string cases = string.Concat(completed.Select(command => $"    '{command.Name}' {{ '{command.Flags}' }}\n"));
        return $$"""
            Register-ArgumentCompleter -Native -CommandName runner -ScriptBlock {
              param($word, $ast, $position)
              $typed = @($ast.CommandElements)
              $command = if ($typed.Count -gt 1) { "$($typed[1])" } else { '' }
              $words = switch ($command) {
            {{cases}}    default { '{{verbs}}' }
              }
              $words -split ' ' | Where-Object { $_ -clike "$word*" } |
                ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
            }

            """;
    }
}
