using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Paynode.Chain.Escrow;
using Paynode.Chain.Primitives;
using Paynode.Client;
using Paynode.Cli.Demo.Chain;

namespace Paynode.Cli.Tests.Support;

/// <summary>An order of 100 USDC with a fee of 0.5, as the API shows it, and the events of its end.</summary>
public static class Given
{
    public const string OrderJson = """
        {"id":"01955078-0000-7000-8000-000000000001","state":"settled","quoteId":"q1","corridor":"USDC-NGN",
         "source":{"amount":"100.000000","currency":"USDC"},"payout":{"amount":"149250.00","currency":"NGN"},"fee":{"amount":"0.500000","currency":"USDC"},
         "rate":"1500","reference":"r1","recipient":{"institution":"GTBINGLA","accountIdentifier":"0123456789","accountName":"Ada Obi","memo":"","method":"bank"},
         "refundAddress":"0x1111111111111111111111111111111111111111",
         "deposit":{"chain":"local","chainId":31337,"escrow":"0x2222222222222222222222222222222222222222","token":"USDC",
           "tokenAddress":"0x3333333333333333333333333333333333333333","amount":"100.000000","address":"0x4444444444444444444444444444444444444444",
           "depositBy":"2026-03-01T10:30:00Z","deadline":"2026-03-01T12:30:00Z","escrowOrderId":"0x0000000000000000000000000000000000000000000000000000000000000001",
           "calls":[{"purpose":"approve","to":"0x3333333333333333333333333333333333333333","data":"0x01"},{"purpose":"lock","to":"0x2222222222222222222222222222222222222222","data":"0x02"}]},
         "transactions":[{"kind":"release","chain":"local","hash":"0xab","at":"2026-03-01T10:00:09Z"}],
         "createdAt":"2026-03-01T10:00:00Z","updatedAt":"2026-03-01T10:00:09Z"}
        """;

    public static readonly Address Provider = Address.Parse("0x5555555555555555555555555555555555555555");

    public static readonly Address Payer = Address.Parse("0x1111111111111111111111111111111111111111");

    private static readonly Address Token = Address.Parse("0x3333333333333333333333333333333333333333");

    /// <summary>The order of a number; each has its own id in the escrow.</summary>
    public static OrderResponse Order(int number = 1, string state = "settled")
    {
        var order = JsonSerializer.Deserialize<OrderResponse>(OrderJson, JsonSerializerOptions.Web)!;
        return order with
        {
            Id = $"01955078-0000-7000-8000-{number.ToString("x12", CultureInfo.InvariantCulture)}",
            State = state,
            Deposit = order.Deposit with { EscrowOrderId = IdOf(number).ToString() },
        };
    }

    public static Bytes32 IdOf(int number) => Bytes32.FromBigInteger(number);

    public static EscrowEvent Locked(int number = 1) => new EscrowEvent.Locked(
        IdOf(number),
        default,
        Payer,
        new EscrowTerms(default, Token, 100_000_000, Payer, Payer, 0, 50, 0, Address.Zero, ReleaseMode.Operator));

    public static EscrowEvent Released(int number = 1, int providerAmount = 99_500_000, int fee = 500_000, int remaining = 0) =>
        new EscrowEvent.Released(IdOf(number), Provider, providerAmount, fee, 0, remaining);

    public static EscrowEvent Refunded(int number = 1, int amount = 100_000_000) => new EscrowEvent.Refunded(IdOf(number), Payer, amount);

    /// <summary>A chain on which these events happened and the balances are what they add up to, but for the given errors.</summary>
    public static EscrowLogs Chain(IReadOnlyList<EscrowEvent> events, int escrowError = 0, int providerError = 0)
    {
        var before = new BigInteger(7);
        var held = events.Aggregate(before, (sum, happened) => happened is EscrowEvent.Locked ? sum + happened.Amount : sum - happened.Amount);
        var earned = events.OfType<EscrowEvent.Released>().Aggregate(BigInteger.Zero, (sum, released) => sum + released.ProviderAmount);
        return new EscrowLogs(events, before, held + escrowError, new Dictionary<Address, BigInteger> { [Provider] = earned + providerError });
    }
}
