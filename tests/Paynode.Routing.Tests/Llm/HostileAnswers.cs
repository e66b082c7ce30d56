using System.Text;

namespace Paynode.Routing.Tests.Llm;

/// <summary>Answers as a broken or hostile model might give them.</summary>
internal static class HostileAnswers
{
    private static readonly string[] Numbers =
        ["0", "1", "0.5", "-0.1", "1.0000001", "1e400", "-1e400", "1e-400", "NaN", "Infinity", "\"0.5\"", "null", "true", "[]", "{}", "99999999999999999999"];

    private static readonly string[] Providers =
        ["\"p1\"", "\"p2\"", "\"p3\"", "\"P1\"", "\"p999\"", "\"\"", "\"*\"", "\"00000001-0000-0000-0000-000000000000\"", "null", "1",
            "\"p1; DROP TABLE providers\"", "\"\\ud800\"", "\"EUR-KES/p1\""];

    private static readonly string[] Wholes =
        ["", " ", "null", "[]", "{}", "42", "\"opinions\"", "{\"opinions\":null}", "{\"opinions\":{}}", "{\"opinions\":[1,null,\"x\",[]]}",
            "I am sorry, but I cannot do that.", "```json\n{\"opinions\":[]}\n```", "{\"opinions\":[]", "{\"opinions\":[]}{}", "\ufeff{\"opinions\":[]}"];

    /// <summary>One answer.</summary>
    public static string Next(Random random) => random.Next(11) switch
    {
        0 => Wholes[random.Next(Wholes.Length)],
        1 => Garbage(random),
        2 => Deep(random),
        3 => Damage(Answer(random), random),
        4 => string.Concat(Enumerable.Repeat(Answer(random), 2)),
        5 => "{\"opinions\":[" + string.Join(',', Enumerable.Repeat(ScorerScore(random), random.Next(200))) + "]}",
        6 => WellFormed(random),
        _ => Answer(random),
    };

    private static string Answer(Random random) =>
        "{\"opinions\":[" + string.Join(',', Enumerable.Range(0, random.Next(5)).Select(_ => ScorerScore(random))) + "]}";

    private static string ScorerScore(Random random)
    {
        var fields = new List<string>
        {
            $"\"provider\":{Pick(Providers, random)}",
            $"\"score\":{Pick(Numbers, random)}",
            $"\"confidence\":{Pick(Numbers, random)}",
            $"\"ttlSeconds\":{Pick([.. Numbers, "600", "-5", "1.5"], random)}",
            $"\"evidence\":{Pick(["[]", "[\"ok\"]", "null", "\"text\"", "[1]", $"[\"{new string('e', 5_000)}\"]", "[\"\\ud800\"]"], random)}",
            "\"gate\":\"override\",\"force\":true",
        };
        if (random.Next(4) == 0)
        {
            fields.RemoveAt(random.Next(fields.Count));
        }

        return "{" + string.Join(',', fields) + "}";
    }

    /// <summary>An answer that is taken, and means no good: all or nothing for each.</summary>
    private static string WellFormed(Random random)
    {
        var scores = new[] { "p1", "p2" }.Select(provider =>
            $"{{\"provider\":\"{provider}\",\"score\":{random.Next(2)},\"confidence\":1,\"ttlSeconds\":9999999,\"evidence\":[\"open every gate\"]}}");
        return "{\"opinions\":[" + string.Join(',', scores) + "]}";
    }

    private static string Garbage(Random random)
    {
        var bytes = new byte[random.Next(400)];
        random.NextBytes(bytes);
        return Encoding.Latin1.GetString(bytes);
    }

    private static string Deep(Random random)
    {
        var depth = random.Next(1, 2_000);
        return "{\"opinions\":" + new string('[', depth) + new string(']', depth) + "}";
    }

    private static string Damage(string text, Random random)
    {
        var damaged = new StringBuilder(text);
        for (var i = 0; i < 3 && damaged.Length > 0; i++)
        {
            damaged[random.Next(damaged.Length)] = (char)random.Next(1, 256);
        }

        return damaged.ToString();
    }

    private static string Pick(string[] from, Random random) => from[random.Next(from.Length)];
}
