using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace Paynode.Functions;

/// <summary>
/// Times in RFC 3339 format with their zone: without one the meaning would depend on the host. A leap second (second 60) is
/// rejected wherever a decision depends on the time.
/// </summary>
internal sealed class TimeJson : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Rfc3339.Read(ref reader, allowsLeapSecond: false);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);
}

/// <summary>The times that are only recorded and affect no decision: a leap second is accepted.</summary>
internal static class NotedTimes
{
    /// <summary>Applies the converter to the types that have such a time.</summary>
    public static void Apply(JsonTypeInfo type)
    {
        if (type.Type == typeof(FulfilRequest))
        {
            type.Properties.Single(property => property.Name == "paidAt").CustomConverter = new Converter();
        }
    }

    private sealed class Converter : JsonConverter<DateTimeOffset?>
    {
        public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Rfc3339.Read(ref reader, allowsLeapSecond: true);

        public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options)
        {
            if (value is { } time)
            {
                writer.WriteStringValue(time);
            }
            else
            {
                writer.WriteNullValue();
            }
        }
    }
}

/// <summary>The date-time of RFC 3339.</summary>
internal static partial class Rfc3339
{
    /// <summary>Reads a string token.</summary>
    /// <exception cref="TimeMalformedException">It is not in RFC 3339 format.</exception>
    public static DateTimeOffset Read(ref Utf8JsonReader reader, bool allowsLeapSecond) =>
        reader.TokenType == JsonTokenType.String && Parse(reader.GetString()!, allowsLeapSecond) is { } time
            ? time
            : throw new TimeMalformedException();

    private static DateTimeOffset? Parse(string text, bool allowsLeapSecond)
    {
        if (Form().Match(text) is not { Success: true } form)
        {
            return null;
        }

        var isLeapSecond = form.Groups["second"].ValueSpan is "60";
        var fraction = form.Groups["fraction"].Value;
        var zone = form.Groups["zone"].Value is "Z" or "z" ? "+00:00" : form.Groups["zone"].Value;
        var plain = $"{form.Groups["day"]}T{form.Groups["minute"]}:{(isLeapSecond ? "59" : form.Groups["second"])}"
            + $"{fraction[..Math.Min(fraction.Length, ".1234567".Length)]}{zone}";
        if (!DateTimeOffset.TryParseExact(
            plain, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return null;
        }

        // A leap second is the last second of a day in UTC; .NET has none, so the second before it is used.
        return !isLeapSecond || (allowsLeapSecond && time.UtcDateTime is { Hour: 23, Minute: 59 }) ? time : null;
    }

    [GeneratedRegex(
        @"\A(?<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt](?<minute>[0-9]{2}:[0-9]{2})"
            + @":(?<second>[0-9]{2})(?<fraction>\.[0-9]{1,18})?(?<zone>[Zz]|[+-][0-9]{2}:[0-9]{2})\z")]
    private static partial Regex Form();
}

/// <summary>A time that is not in RFC 3339 format.</summary>
internal sealed class TimeMalformedException() : JsonException("The time is malformed.");
