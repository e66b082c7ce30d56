using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Paynode.Client;
using Paynode.Samples.Provider.Behaviours;

namespace Paynode.Cli.Demo.Scenarios;

/// <summary>Who takes part in a demo and what is paid: a function of the number of orders and the seed.</summary>
/// <param name="Providers">Four for each of the two currencies; the two with the best rates of each cannot be relied on.</param>
/// <param name="Orders">One of them cannot be paid by anyone.</param>
public sealed record Scenario(IReadOnlyList<ProviderPlan> Providers, IReadOnlyList<OrderPlan> Orders)
{
    /// <summary>No institution has an account under this number, so every provider declines it.</summary>
    public const string NobodysAccount = "0000000000";

    private const int SmallestAmount = 5;
    private const int LargestAmount = 400;

    private static readonly Market[] Markets =
    [
        new("USDC-NGN", 1500m, ["GTBINGLA", "ABNGNGLA", "ZEIBNGLA"], ["Ada Obi", "Tunde Bello", "Ngozi Eze", "Musa Danjuma"], "bank"),
        new("USDC-KES", 129m, ["SAFAKEPC", "KCBLKENX", "EQBLKENA"], ["Wanjiru Kamau", "Otieno Odhiambo", "Amina Hassan", "Kiprono Ruto"], "mobile_money"),
    ];

    /// <summary>Draws the scenario.</summary>
    public static Scenario Create(int orders, int seed)
    {
        var random = new Random(seed);
        var unpayable = (orders / 2) + 1;
        var plans = Enumerable.Range(1, orders).Select(number => PlanOrder(number, number != unpayable, random)).ToList();
        return new Scenario([.. Markets.SelectMany(market => PlanProviders(market, plans, random))], plans);
    }

    private static OrderPlan PlanOrder(int number, bool canBePaid, Random random)
    {
        var market = Markets[number % Markets.Length];
        var cents = random.Next(SmallestAmount * 100, LargestAmount * 100);
        var amount = cents / 100m;

        // Most senders say what they spend, some what has to arrive.
        var byPayout = random.Next(4) == 0;
        var request = byPayout
            ? new QuoteRequest(market.Corridor, PayoutAmount: Text(decimal.Round(amount * market.Rate / 10) * 10))
            : new QuoteRequest(market.Corridor, Amount: Text(amount));
        var recipient = new RecipientRequest(
            Pick(market.Institutions, random),
            canBePaid ? random.NextInt64(1_000_000_000, 9_999_999_999).ToString(CultureInfo.InvariantCulture) : NobodysAccount,
            Pick(market.Names, random),
            $"Invoice {number}",
            market.Method);
        return new OrderPlan(number, request, recipient, number % 5 == 0 ? FundingWay.DepositAddress : FundingWay.Lock, canBePaid);
    }

    /// <summary>Rates lie within 35 hundredths of a percent, so that whoever is quoted, another can take over.</summary>
    private static IEnumerable<ProviderPlan> PlanProviders(Market market, IReadOnlyList<OrderPlan> orders, Random random)
    {
        var volume = orders.Where(order => order.Request.Corridor == market.Corridor).Sum(order => VolumeOf(order.Request, market.Rate));
        var ample = decimal.Ceiling((volume * 2) + (LargestAmount * market.Rate * 10));
        var scarce = decimal.Ceiling((volume / 20) + (LargestAmount * market.Rate));
        return market.Corridor.EndsWith("NGN", StringComparison.Ordinal)
            ?
            [
                Provider("Lagos Direct", 0, ample, Slow(300)),
                Provider("Niger Transfer", 8, ample, Slow(900)),
                Provider("Harmattan Pay", 22, ample, Behaviour.Pay),
                Provider("Eko Bridge", 33, ample, new Behaviour(BehaviourKind.Fail, 0.6)),
            ]
            :
            [
                Provider("Nairobi Direct", 0, ample, Slow(300)),
                Provider("Rift Valley Money", 8, ample, Slow(900)),
                Provider("Mombasa Quick", 22, scarce, Behaviour.Pay),
                Provider("Savanna Rail", 33, ample, new Behaviour(BehaviourKind.Decline, 0.6)),
            ];

        ProviderPlan Provider(string name, int betterBps, decimal balance, Behaviour behaviour) => new(
            name,
            market.Corridor,
            decimal.Round(market.Rate * (10_000 + betterBps) / 10_000, 8),
            balance,
            behaviour,
            random.Next(),
            AddressOf(name, random));

        static Behaviour Slow(int ms) => new(BehaviourKind.Slow) { Delay = TimeSpan.FromMilliseconds(ms) };
    }

    private static decimal VolumeOf(QuoteRequest request, decimal rate) => request.PayoutAmount is { } payout
        ? decimal.Parse(payout, CultureInfo.InvariantCulture)
        : decimal.Parse(request.Amount!, CultureInfo.InvariantCulture) * rate;

    /// <summary>Nobody holds its key: the demo only looks at what arrives there.</summary>
    private static string AddressOf(string name, Random random) =>
        "0x" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{name} {random.NextInt64()}"))[..20]);

    private static string Pick(string[] choices, Random random) => choices[random.Next(choices.Length)];

    private static string Text(decimal amount) => amount.ToString("0.##", CultureInfo.InvariantCulture);

    private sealed record Market(string Corridor, decimal Rate, string[] Institutions, string[] Names, string Method);
}
