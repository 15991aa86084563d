namespace Bench;
internal static class Headline { public static int Run() => 1; public static int RunSelected(string[] a) => a.Length; }
