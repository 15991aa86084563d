using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using FastHttp.Load.Results;

namespace FastHttp.Load.Documents;

// What the system says of itself, in its own files. What it does not say stays null.
internal static class EnvironmentProbe
{
    public static EnvironmentInfo Take() => new()
    {
        Os = FieldOf("/etc/os-release", "PRETTY_NAME", '=') ?? RuntimeInformation.OSDescription,
        Kernel = FirstLine("/proc/sys/kernel/osrelease"),
        Cpu = FieldOf("/proc/cpuinfo", "model name", ':'),
        Cores = Environment.ProcessorCount,
        CgroupCpus = CgroupCpus(FirstLine("/sys/fs/cgroup/cpu.max")),
        Nofile = OpenFiles(),
        Containers = Container(),
    };

    /// <summary>Processors in a control group's terms: "quota period", or "max period" for no limit.</summary>
    internal static double? CgroupCpus(string? line)
    {
        string[] parts = line?.Split(' ') ?? [];
        return parts.Length == 2
            && double.TryParse(parts[0], CultureInfo.InvariantCulture, out double quota)
            && double.TryParse(parts[1], CultureInfo.InvariantCulture, out double period)
            && period > 0
            ? quota / period
            : null;
    }

    private static long? OpenFiles()
    {
        const string name = "Max open files";
        string? line = Lines("/proc/self/limits").FirstOrDefault(
            text => text.StartsWith(name, StringComparison.Ordinal));
        string? soft = line?[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return long.TryParse(soft, CultureInfo.InvariantCulture, out long limit) ? limit : null;
    }

    private static string? Container() =>
        File.Exists("/.dockerenv") ? "docker"
        : File.Exists("/run/.containerenv") ? "podman"
        : Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST") is not null ? "kubernetes"
        : Environment.GetEnvironmentVariable("container");

    private static string? FieldOf(string path, string name, char mark)
    {
        foreach (string line in Lines(path))
        {
            int index = line.IndexOf(mark, StringComparison.Ordinal);
            if (index > 0 && line[..index].Trim() == name)
            {
                return line[(index + 1)..].Trim().Trim('"');
            }
        }

        return null;
    }

    private static string? FirstLine(string path) => Lines(path).FirstOrDefault();

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
