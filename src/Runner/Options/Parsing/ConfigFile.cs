using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FastHttp.Load.Text;
using Runner.Options.Entries;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Runner.Options.Parsing;

// Options from a YAML file: one key for each, by its long name; a list for one that may be repeated; `url` for the URL.
//
internal static class ConfigFile
{
    /// <summary>Reads a file; with an error, one line that says where and what.</summary>
    public static (IReadOnlyList<TypedOption> Options, string? Url, string? Error) Read(string path)
    {
        try
        {
            using StreamReader reader = new(path);
            return Parse(reader, path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return ([], null, $"cannot read --config {path} ({failure.Message.TrimEnd('.')}). Check the path");
        }
    }

    internal static (IReadOnlyList<TypedOption> Options, string? Url, string? Error) Parse(
        TextReader reader, string path)
    {
        YamlStream stream = [];
        try
        {
            stream.Load(reader);
        }
        catch (YamlException failure)
        {
            return ([], null, $"--config {path}, line {failure.Start.Line}: {failure.Message.TrimEnd('.')}");
        }

        if (stream.Documents.Count == 0)
        {
            return ([], null, null);
        }

        if (stream.Documents[0].RootNode is not YamlMappingNode map)
        {
            return ([], null, $"--config {path}: expected one option a line, such as connections: 50");
        }

        List<TypedOption> options = [];
        string? url = null;
        foreach ((YamlNode key, YamlNode value) in map.Children)
        {
            string name = (key as YamlScalarNode)?.Value ?? "";
            string place = $"--config {path}, line {key.Start.Line}";
            string? error = name == "url" ? TakeUrl(value, ref url) : Take(name, value, place, options);
            if (error is not null)
            {
                return ([], null, $"{place}: {error}");
            }
        }

        return (options, url, null);
    }

    private static string? TakeUrl(YamlNode node, ref string? url)
    {
        url = (node as YamlScalarNode)?.Value;
        return url is null ? "url needs a text" : null;
    }

    private static string? Take(string name, YamlNode node, string place, List<TypedOption> options)
    {
        OptionSpec<CliOptions>? option = OptionTable.All.FirstOrDefault(candidate => candidate.Name == name);
        if (option is not { IsForFiles: true } || option == ConfigTable.Config)
        {
            string? near = Spelling.Nearest(
                name, OptionTable.All.Where(candidate => candidate.IsForFiles).Select(candidate => candidate.Name));
            return $"there is no option '{name}'{(near is null ? "" : $"; did you mean {near}?")}";
        }

        string?[] values = node switch
        {
            YamlScalarNode scalar => [scalar.Value ?? ""],
            YamlSequenceNode list when option.IsRepeatable =>
                [.. list.Children.Select(child => (child as YamlScalarNode)?.Value)],
            _ => [null],
        };
        if (values.Contains(null))
        {
            return option.IsRepeatable ? $"{name} needs a text or a list of texts" : $"{name} needs one value";
        }

        if (option.TakesValue)
        {
            options.AddRange(values.Select(value => new TypedOption(option, value, place)));
            return null;
        }

        return AddFlag(option, values[0]!, place, options) ? null : $"{name} is true or false";
    }

    /// <summary>Adds an option without a value, on or off; false for a word that is neither.</summary>
    internal static bool AddFlag(
        OptionSpec<CliOptions> option, string word, string place, List<TypedOption> options)
    {
        bool isOn = word.ToUpperInvariant() is "TRUE" or "YES" or "ON" or "1";
        bool isOff = word.ToUpperInvariant() is "FALSE" or "NO" or "OFF" or "0" or "";
        if (isOn || isOff)
        {
            options.Add(new TypedOption(option, null, place) { IsOff = isOff });
        }

        return isOn || isOff;
    }
}
