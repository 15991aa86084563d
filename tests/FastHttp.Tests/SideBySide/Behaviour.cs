using System;
using System.Threading.Tasks;

namespace FastHttp.Tests.SideBySide;

/// <summary>Something that a program can see of a handler: run over both, it says the same.</summary>
internal readonly record struct Behaviour(string Name, Func<Side, Task<string>> Run);
