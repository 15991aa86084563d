using System.Text.Json.Serialization;

namespace PostJson;

/// <summary>How an order is written and read, made by the compiler, so that native code can.</summary>
[JsonSerializable(typeof(Order))]
internal sealed partial class OrderContext : JsonSerializerContext;
