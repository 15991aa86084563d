using System.Text.Json.Serialization;

namespace Runner.Http;

// The shape of HttpReply in JSON, made by the compiler.
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HttpReply))]
internal sealed partial class HttpReplyJson : JsonSerializerContext;
