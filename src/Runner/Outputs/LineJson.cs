using System.Text.Json.Serialization;
using FastHttp.Load.Results;

namespace Runner.Outputs;

// One interval on one line of JSON, made by the compiler.
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SeriesPoint))]
internal sealed partial class LineJson : JsonSerializerContext;
