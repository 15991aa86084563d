namespace FastHttp.Load.Recording;

// How often a check of a script held and did not, and what the first was like that did not.
internal readonly record struct CheckCount(string Name, long Pass, long Fail, string? Sample);
