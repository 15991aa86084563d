using System;

namespace Runner.Scripting;

// Receives what scripts print, when the embedder wants it elsewhere than on the process's standard output.
// Called on the thread whose script prints, so several lanes may call at once.
internal delegate void ScriptOutput(ReadOnlySpan<byte> text);
