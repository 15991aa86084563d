namespace Runner.Options.Entries;

// Reads one occurrence of an option into the options: its value, or an empty text where it takes none. Returns null
// when the value has the wrong syntax.
internal delegate TOptions? OptionReader<TOptions>(TOptions options, string text)
    where TOptions : class;
