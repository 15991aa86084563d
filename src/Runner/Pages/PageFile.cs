using System;
using System.IO;
using System.Text;

namespace Runner.Pages;

/// <summary>A page as a file.</summary>
internal static class PageFile
{
    private const int BytesPerKilobyte = 1000;

    /// <summary>
    /// Writes the page to a file, or to stdout for "-", says on stderr where it is, and returns the exit code.
    /// </summary>
    public static int Write(string path, string page, string command)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(page);
        bool isStandard = path == "-";
        try
        {
            if (isStandard)
            {
                using Stream output = Console.OpenStandardOutput();
                output.Write(bytes);
                return 0;
            }

            File.WriteAllBytes(path, bytes);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            string where = isStandard ? "stdout" : path;
            Console.Error.WriteLine($"runner {command}: {where} cannot be written: {failure.Message}");
            return 1;
        }

        Console.Error.WriteLine($"runner {command}: {path} ({(bytes.Length + 999) / BytesPerKilobyte} KB)");
        return 0;
    }
}
