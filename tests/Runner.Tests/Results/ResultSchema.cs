using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using System.Xml.Linq;
using FastHttp.Load.Results;

namespace Runner.Tests.Results;

// The schema of the result document, made of its types and of what their documentation says: so the published file can
// be held against the code.
internal static class ResultSchema
{
    private static readonly Dictionary<string, string> s_texts = ReadTexts();

    public static string Make()
    {
        JsonNode schema = JsonSchemaExporter.GetJsonSchemaAsNode(ResultJson.Default.ResultDocument, new()
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = Describe,
        });
        JsonObject document = new()
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "The result of a run of runner",
        };
        foreach ((string name, JsonNode? value) in schema.AsObject().ToArray())
        {
            schema.AsObject().Remove(name);
            document[name] = value;
        }

        document["properties"]!["schema"]!["const"] = ResultDocument.CurrentSchema;
        return document.ToJsonString(new JsonSerializerOptions
        {
            WriteIndented = true,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }) + "\n";
    }

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode node)
    {
        // What was not measured is absent; it is never null.
        if (node is JsonObject schema && schema["type"] is JsonArray types)
        {
            string[] rest = [.. types.Select(type => type!.GetValue<string>()).Where(type => type != "null")];
            schema["type"] = rest.Length == 1 ? rest[0] : new JsonArray([.. rest.Select(type => (JsonNode)type)]);
        }

        if (node is JsonObject described && TextOf(context.PropertyInfo) is { } text)
        {
            described.Insert(0, "description", text);
        }

        return node;
    }

    private static string? TextOf(JsonPropertyInfo? property) =>
        property?.AttributeProvider is MemberInfo member
            ? s_texts.GetValueOrDefault($"P:{member.DeclaringType!.FullName}.{member.Name}")
            : null;

    // The compiler writes the documentation beside the assembly.
    private static Dictionary<string, string> ReadTexts()
    {
        XDocument file = XDocument.Load(Path.Combine(AppContext.BaseDirectory, "FastHttp.Load.xml"));
        return file.Descendants("member").ToDictionary(
            member => member.Attribute("name")!.Value,
            member => string.Join(' ', TextOf(member.Element("summary")).Split(
                (char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)));
    }

    private static string TextOf(XElement? element) => element is null ? "" : string.Concat(element.Nodes().Select(
        node => node is XElement reference && reference.Attribute("cref") is { } target
            ? JsonNamingPolicy.SnakeCaseLower.ConvertName(target.Value.Split('.')[^1])
            : node is XElement inner ? TextOf(inner) : ((XText)node).Value));
}
