using System;
using System.IO;

namespace Runner.Demo;

// Files of one demonstration, in a folder that goes with it.
internal sealed class DemoFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("runner-demo-").FullName;

    /// <returns>The path of the new file.</returns>
    public string Save(string name, string text)
    {
        string path = Path.Combine(_path, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(_path, recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A leftover in the folder for temporary files does no harm.
        }
    }
}
