using System.Globalization;
using Paynode.Samples.Provider.Behaviours;
using Paynode.Samples.Provider.Protocol;

namespace Paynode.Samples.Provider.Hosting;

/// <summary>
/// Reads <see cref="ProviderOptions"/> from the command line and from environment variables that begin with <c>PROVIDER_</c>.
/// </summary>
public static class CommandLine
{
    public const string Usage = """
        A Paynode provider to start from.

          --paynode URL          where Paynode answers                       (PROVIDER_PAYNODE)
          --id ID                provider id, from the registration          (PROVIDER_ID)
          --secret SECRET        better given as                              PROVIDER_SECRET
          --listen URL           default http://127.0.0.1:7301               (PROVIDER_LISTEN)
          --corridors LIST       e.g. USDC-NGN=1500.25:1:5000,USDC-KES=129.4 (rate:min:max, then :limit of offers at a time)
          --balances LIST        e.g. NGN=1000000,KES=500000
          --refuse LIST          accounts not to be paid, e.g. 0000000000=invalid_account
          --journal FILE         keeps payouts over a restart; without it they are in memory
          --behaviour NAME       pay | slow | decline | silent | stall | fail | fail-after-paid | dry
          --probability P        of an offer meeting the behaviour; the others are paid (default 1)
          --delay MS             how long the bank takes when slow (default 3000)
          --code CODE            of a decline or a failure
          --fulfil-after MS      fail-after-paid: when to report the payout after all
          --seed N               of the draws (default 1)

        The behaviour can be changed while it runs: PUT /control {"behaviour":"slow","delayMs":5000}
        """;

    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "paynode", "id", "secret", "listen", "corridors", "balances", "refuse", "journal",
        "behaviour", "probability", "delay", "code", "fulfil-after", "seed",
    };

    /// <exception cref="ArgumentException">Names the option that is missing or wrong.</exception>
    public static ProviderOptions Parse(string[] args)
    {
        if (args.FirstOrDefault(arg => arg.StartsWith('-') && !Known.Contains(arg.TrimStart('-').Split('=')[0])) is { } unknown)
        {
            throw new ArgumentException($"Unknown option {unknown}.");
        }

        return Read(new ConfigurationBuilder().AddEnvironmentVariables("PROVIDER_").AddCommandLine(args).Build());
    }

    private static ProviderOptions Read(IConfiguration given) => new()
    {
        PaynodeUrl = Url(given, "paynode", null),
        Credentials = new Credentials(Required(given, "id"), Required(given, "secret")),
        ListenUrl = Url(given, "listen", "http://127.0.0.1:7301"),
        Corridors = [.. List(given["corridors"]).Select(CorridorRate.Parse)],
        Balances = List(given["balances"]).Select(Pair).ToDictionary(pair => pair.Name, pair => Amount(pair.Value)),
        RefusedAccounts = List(given["refuse"]).Select(Pair).ToDictionary(pair => pair.Name, pair => pair.Value),
        JournalPath = given["journal"],
        Behaviour = Behaviour.Create(
            given["behaviour"], Number(given, "probability"), Number(given, "delay"), given["code"], Number(given, "fulfil-after")),
        Seed = Number(given, "seed") is { } seed ? (int)seed : 1,
        Logs = true,
    };

    private static string Required(IConfiguration given, string name) =>
        given[name] is { Length: > 0 } value ? value : throw new ArgumentException($"--{name} is required.");

    private static Uri Url(IConfiguration given, string name, string? fallback) =>
        Uri.TryCreate(given[name] ?? fallback ?? Required(given, name), UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new ArgumentException($"--{name} is not an http URL.");

    private static string[] List(string? text) =>
        (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static (string Name, string Value) Pair(string text) =>
        text.Split('=') is [{ Length: > 0 } name, { Length: > 0 } value]
            ? (name, value)
            : throw new ArgumentException($"'{text}' is not of the form name=value.");

    private static decimal Amount(string text) =>
        Money.TryParseAmount(text, out var amount) ? amount : throw new ArgumentException($"'{text}' is not an amount.");

    private static double? Number(IConfiguration given, string name) => given[name] is not { } text ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : throw new ArgumentException($"--{name} is not a number.");
}
