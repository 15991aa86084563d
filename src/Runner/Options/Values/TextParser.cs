namespace Runner.Options.Values;

// Reads the text of one option's value; false when it has the wrong syntax.
internal delegate bool TextParser<T>(string text, out T value);
