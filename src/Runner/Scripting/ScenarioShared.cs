using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using FastHttp.Load.Recording;

namespace Runner.Scripting;

// What the states of one scenario share: its data, each file read once, and the names of its requests. Any thread.
internal sealed class ScenarioShared
{
    private readonly Lock _gate = new();
    private readonly List<ScenarioData> _data = [];
    private readonly string _folder;

    public ScenarioShared(string scriptPath)
    {
        ScriptPath = scriptPath;
        _folder = Path.GetDirectoryName(Path.GetFullPath(scriptPath)) ?? "/";
    }

    /// <summary>As typed.</summary>
    public string ScriptPath { get; }

    /// <summary>The names of the requests, as they come up.</summary>
    public EntryNames Names { get; } = new();

    /// <summary>A list by its number.</summary>
    public ScenarioData this[int number]
    {
        get
        {
            lock (_gate)
            {
                return _data[number];
            }
        }
    }

    /// <summary>Which list was to be used once and is used up, for people; null when there is none.</summary>
    public string? UsedUp
    {
        get
        {
            lock (_gate)
            {
                return _data.Select(data => data.UsedUp).FirstOrDefault(reason => reason is not null);
            }
        }
    }

    /// <summary>The list of a file, read when it is asked for first.</summary>
    /// <returns>Its number, or -1 and why there is none.</returns>
    public (int Number, string? Error) Load(string kind, string path)
    {
        string full = Resolve(path);
        lock (_gate)
        {
            int number = _data.FindIndex(data => data.Kind == kind && data.FullPath == full);
            if (number >= 0)
            {
                return (number, null);
            }

            if (NotFound(path) is { } missing)
            {
                return (-1, $"data.{kind}: {missing}");
            }

            (ScenarioData? data, string? error) = ScenarioData.Load(kind, path, full);
            if (data is null)
            {
                return (-1, error);
            }

            _data.Add(data);
            return (_data.Count - 1, null);
        }
    }

    /// <summary>That there is no such file, and where it was looked for; null where there is one.</summary>
    public string? NotFound(string path)
    {
        string working = Directory.GetCurrentDirectory();
        string places = Path.IsPathRooted(path) ? "there is no such file"
            : working == _folder ? $"there is none in {_folder}"
            : $"there is none beside the script in {_folder}, nor in the working folder {working}";
        return File.Exists(Resolve(path)) ? null : $"cannot read {path} ({places})";
    }

    /// <summary>Beside the script, or in the working folder where there is no such file.</summary>
    public string Resolve(string path)
    {
        string beside = Path.GetFullPath(path, _folder);
        return File.Exists(beside) ? beside : Path.GetFullPath(path);
    }
}
