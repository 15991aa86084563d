using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Runner.Options;
using Runner.Options.Parsing;
using Runner.Setup;

namespace Runner.Tests.Setup;

// What is made for shells, and taken from them.
public sealed class ShellTests
{
    [Theory]
    [InlineData("curl http://h/", "http://h/")]
    [InlineData("curl h:8080/x", "http://h:8080/x")]
    [InlineData(
        "curl -X PUT -d '{\"a\":1}' http://h/",
        "-m PUT -b '{\"a\":1}' --content-type application/x-www-form-urlencoded http://h/")]
    [InlineData("curl --json '{}' http://h/", "-b '{}' --content-type application/json http://h/")]
    [InlineData("curl -G -d a=1 -d b=2 http://h/?c=3", "'http://h/?c=3&a=1&b=2'")]
    [InlineData("curl -H 'A: b' -b 'c=d' -A me http://h/", "-H 'A: b' -H 'Cookie: c=d' -H 'User-Agent: me' http://h/")]
    [InlineData("curl -uu:p -kL http://h/", "-a u:p -k --redirects 10 http://h/")]
    [InlineData("curl http://h/ -sX DELETE", "-m DELETE http://h/")]
    [InlineData("curl -skXPUT --json -x http://h/ -r 0-9", "-k -m PUT -b -x --content-type application/json http://h/")]
    [InlineData("curl -I http://h/", "-m HEAD http://h/")]
    [InlineData("curl 'http://h/' \\\n  -H $'X: it\\'s \\u0041'", "-H 'X: it'\\''s A' http://h/")]
    public void A_curl_line_becomes_ours(string curl, string expected)
    {
        (CurlLine line, string? error) = CurlLine.Parse([.. ShellWords.Split(curl).Skip(1)]);
        Assert.Null(error);
        Assert.Equal(expected, string.Join(' ', line.ToArguments().Select(CommandText.Quote)));
        Assert.Null(CliParser.Parse([.. line.ToArguments()]).Error);
    }

    [Theory]
    [InlineData("curl", "no URL is in the curl line")]
    [InlineData("curl http://h/ -H", "-H has no value")]
    [InlineData("curl http://h/ -sH", "-H has no value")]
    public void A_curl_line_that_is_not_whole(string curl, string error) =>
        Assert.Equal(error, CurlLine.Parse([.. ShellWords.Split(curl).Skip(1)]).Error);

    [Fact]
    public void What_means_nothing_here_is_named()
    {
        (CurlLine line, _) = CurlLine.Parse(
            ["-sS", "--compressed", "-H", "Accept-Encoding: br", "-o", "x", "http://h/"]);
        Assert.Equal(["-s", "-S", "--compressed", "Accept-Encoding: br", "-o"], line.Ignored);
        Assert.Equal(["http://h/"], line.ToArguments());
    }

    [Fact]
    public async Task Bash_completes_commands_and_options()
    {
        (_, string script, _) = await RunnerProcess.RunAsync("completion", "bash");
        foreach (
            string line in (string[])["wrk --thr", "http --tl", "locust --thr", "locust --spa", "ser", "serve --thr"])
        {
            script += $"COMP_WORDS=(runner {line}); COMP_CWORD={line.AsSpan().Count(' ') + 1}; _runner; "
                + "echo \"${COMPREPLY[*]}\"\n";
        }

        script += "cd /; COMP_WORDS=(runner locust --result et); COMP_CWORD=3; _runner; echo \"${COMPREPLY[*]}\"\n";
        ProcessStartInfo start = new("bash", ["-c", script]) { RedirectStandardOutput = true };
        using Process bash = Process.Start(start)!;
        Assert.Equal(
            "--threads --threshold\n--tls-max --tls-min\n--threads --threshold\n--spawn-rate\nserve\n\netc\n",
            await bash.StandardOutput.ReadToEndAsync());
    }

    [Theory]
    [InlineData("zsh", "#compdef runner\n")]
    [InlineData("fish", " -s c -l connections -r\n")]
    [InlineData("fish", "__fish_seen_subcommand_from locust' -s u -l users -r\n")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName runner")]
    [InlineData("pwsh", "    'locust' { '--abort-on-fail ")]
    public async Task Other_shells_have_scripts_too(string shell, string part) =>
        Assert.Contains(
            part, (await RunnerProcess.RunAsync("completion", shell)).Output, StringComparison.Ordinal);

    [Fact]
    public async Task The_doctor_looks_at_this_machine()
    {
        (int code, string output, string error) = await RunnerProcess.RunAsync("doctor");
        Assert.True(code is 0 or 1, error);
        Assert.All(
            new[] { "cores", "open files", "local ports", "transport", "TLS", "scripts" },
            name => Assert.Contains($" {name} ", output, StringComparison.Ordinal));
    }

    [Fact]
    public void The_doctor_reads_what_limits_a_run()
    {
        DirectoryInfo root = Directory.CreateTempSubdirectory("doctor");
        Write(root, "proc/self/limits", "Limit x\nMax open files    256    512    files\n");
        Write(root, "proc/sys/net/ipv4/ip_local_port_range", "60000\t60999\n");
        Write(root, "proc/sys/net/core/somaxconn", "128\n");
        Write(root, "sys/fs/cgroup/cpu.max", "150000 100000\n");
        Write(root, "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave\n");
        Write(root, "sys/devices/system/clocksource/clocksource0/current_clocksource", "hpet\n");
        Finding[] findings = [.. new MachineCheck(root.FullName).Look()];
        root.Delete(recursive: true);
        Assert.Equal(FindingLevel.Bad, Of(findings, "open files").Level);
        string[] notes = ["local ports", "accept queue", "CPU quota", "CPU governor", "clock", "scripts"];
        Assert.All(notes, name => Assert.Equal(FindingLevel.Note, Of(findings, name).Level));
        Assert.Contains("1000 connections", Of(findings, "local ports").Value, StringComparison.Ordinal);
        Assert.Equal("1.5 CPUs", Of(findings, "CPU quota").Value);
    }

    private static Finding Of(Finding[] findings, string name) => findings.Single(finding => finding.Name == name);

    private static void Write(DirectoryInfo root, string path, string text)
    {
        string file = Path.Combine(root.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
