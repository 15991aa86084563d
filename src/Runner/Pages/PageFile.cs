using System;
using System.IO;
using System.Text;

namespace Runner.Pages;

/// <summary>A page as a file. Stateless.</summary>
internal static class PageFile
{
    private const int OctetsPerKilobyte = 1000;

    /// <summary>
    /// Writes the page to a file, or to stdout for "-", says on stderr where it is, and returns the exit code.
    /// </summary>
    public static int Write(string path, string page, string command)
    {
        byte[] octets = Encoding.UTF8.GetBytes(page);
        if (path == "-")
        {
            using Stream output = Console.OpenStandardOutput();
            output.Write(octets);
            return 0;
        }

        try
        {
            File.WriteAllBytes(path, octets);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"runner {command}: {path} cannot be written: {failure.Message}");
            return 1;
        }

        Console.Error.WriteLine($"runner {command}: {path} ({(octets.Length + 999) / OctetsPerKilobyte} KB)");
        return 0;
    }
}
