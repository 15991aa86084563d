using System;

namespace Runner.Options.Entries;

// The commands that have an option.
[Flags]
internal enum OptionScope
{
    None = 0,
    Wrk = 1,
    Http = 2,
    Locust = 4,
}
