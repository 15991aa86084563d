using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using FastHttp.Transports;

namespace Runner.Setup;

// Reads what limits a load generator from /proc and /sys, below a root that tests can choose.
internal sealed class MachineCheck(string root)
{
    private const int FewFiles = 1024;
    private const int ManyFiles = 65_536;
    private const int FewPorts = 20_000;
    private const int ShortQueue = 1024;

    public IReadOnlyList<Finding> Look() =>
        [Cores(), Quota(), Files(), Ports(), Queue(), Governor(), Clock(), Transport(), Tls(), Lua()];

    private static Finding Cores()
    {
        int cores = Environment.ProcessorCount;
        return cores > 2
            ? new Finding("cores", $"{cores}")
            : new Finding(
                "cores", $"{cores}", FindingLevel.Note,
                "a server on this machine shares them: its latencies then include the generator's work");
    }

    private Finding Quota()
    {
        string[] words = Words("sys/fs/cgroup/cpu.max");
        if (words is [var quota, var period] && TryNumber(quota, out double most) && TryNumber(period, out double each))
        {
            double cpus = most / each;
            return new Finding(
                "CPU quota", string.Create(CultureInfo.InvariantCulture, $"{cpus:0.##} CPUs"), FindingLevel.Note,
                "the container is stopped when they are used up, which looks like slow answers");
        }

        return new Finding("CPU quota", "none");
    }

    private Finding Files()
    {
        string? line = Lines("proc/self/limits").FirstOrDefault(
            text => text.StartsWith("Max open files", StringComparison.Ordinal));
        string[] words = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

        // The soft limit is raised to the hard one when the process starts.
        if (words.Length < 5 || !TryNumber(words[4], out double hard))
        {
            return new Finding("open files", "unlimited, or not known");
        }

        string most = $"at most {hard:0}, so about {Math.Max(0, hard - 40):0} connections";
        return hard < FewFiles ? new Finding("open files", most, FindingLevel.Bad, "raise it: ulimit -n 65536")
            : hard < ManyFiles ? new Finding("open files", most, FindingLevel.Note, "for more: ulimit -n 65536")
            : new Finding("open files", most);
    }

    private Finding Ports()
    {
        string[] words = Words("proc/sys/net/ipv4/ip_local_port_range");
        if (words is not [var low, var high] || !TryNumber(low, out double first) || !TryNumber(high, out double last))
        {
            return new Finding("local ports", "not known");
        }

        double count = last - first + 1;
        string value = $"{first:0} to {last:0}: {count:0} connections to one address";
        return count >= FewPorts
            ? new Finding("local ports", value)
            : new Finding(
                "local ports", value, FindingLevel.Note,
                "for more: sysctl -w net.ipv4.ip_local_port_range='1024 65535', or --local-addr IP,IP");
    }

    private Finding Queue()
    {
        string[] words = Words("proc/sys/net/core/somaxconn");
        return words is [var text] && TryNumber(text, out double length) && length < ShortQueue
            ? new Finding(
                "accept queue", $"{length:0} (a server here)", FindingLevel.Note,
                "many connections at once wait for a second: sysctl -w net.core.somaxconn=4096")
            : new Finding("accept queue", words.Length == 1 ? $"{words[0]} (a server here)" : "not known");
    }

    private Finding Governor()
    {
        string[] words = Words("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
        return words is ["powersave" or "ondemand" or "conservative"]
            ? new Finding(
                "CPU governor", words[0], FindingLevel.Note,
                "clocks change with the load, and so do figures: cpupower frequency-set -g performance")
            : new Finding("CPU governor", words is [var name] ? name : "none (a virtual machine, as a rule)");
    }

    private Finding Clock()
    {
        string[] words = Words("sys/devices/system/clocksource/clocksource0/current_clocksource");
        return words is ["tsc" or "kvm-clock" or "arch_sys_counter" or "hyperv_clocksource_tsc_page"] or []
            ? new Finding("clock", words is [var good] ? good : "not known")
            : new Finding(
                "clock", words[0], FindingLevel.Note, "reading it is a system call; each response is timed with it");
    }

    private static Finding Transport()
    {
        try
        {
            string name = TransportSelector.Select(out string reason).Name;
            return new Finding("transport", $"{name}: {reason}");
        }
        catch (Exception failure) when (failure is ArgumentException or PlatformNotSupportedException)
        {
            return new Finding("transport", failure.Message, FindingLevel.Bad, "unset FASTHTTP_TRANSPORT");
        }
    }

    private static Finding Tls()
    {
        try
        {
            string name = TlsSelector.Select(out string reason);
            return new Finding("TLS", $"{name}: {reason}");
        }
        catch (Exception failure) when (failure is ArgumentException or PlatformNotSupportedException)
        {
            return new Finding("TLS", failure.Message, FindingLevel.Bad, "unset FASTHTTP_TLS");
        }
    }

    private Finding Lua()
    {
        string[] folders = ["usr/lib/x86_64-linux-gnu", "usr/lib/aarch64-linux-gnu", "usr/lib", "usr/local/lib"];
        bool isThere = folders.Any(folder => File.Exists(Path.Combine(root, folder, "libluajit-5.1.so.2")));
        return isThere
            ? new Finding("scripts", "LuaJIT")
            : new Finding(
                "scripts", "Lua 5.4", FindingLevel.Note, "LuaJIT is faster: apt install libluajit-5.1-2");
    }

    private string[] Words(string path) =>
        Lines(path).FirstOrDefault()?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];

    private string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(Path.Combine(root, path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static bool TryNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
