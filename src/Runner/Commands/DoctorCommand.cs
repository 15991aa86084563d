using System;
using System.Collections.Generic;
using System.Linq;
using Runner.Setup;

namespace Runner.Commands;

/// <summary>
/// <c>runner doctor</c>: whether this machine is fit to generate load, a line for each thing that limits it. Exit code
/// 0, or 1 when something stands in the way of a usual run.
/// </summary>
internal static class DoctorCommand
{
    /// <summary>Looks, and prints what it saw.</summary>
    public static int Run(string[] arguments)
    {
        if (arguments.Length > 0)
        {
            Console.Error.Write("runner doctor: no arguments are expected. It looks at this machine\n");
            return 1;
        }

        IReadOnlyList<Finding> findings = new MachineCheck("/").Look();
        foreach (Finding finding in findings)
        {
            string mark = finding.Level switch
            {
                FindingLevel.Good => "ok  ",
                FindingLevel.Note => "note",
                _ => "BAD ",
            };
            Console.Out.Write($"{mark} {finding.Name,-16}{finding.Value}\n");
            if (finding.Advice is not null)
            {
                Console.Out.Write($"     {"",-16}{finding.Advice}\n");
            }
        }

        return findings.Any(finding => finding.Level == FindingLevel.Bad) ? 1 : 0;
    }
}
