using System.Globalization;
using System.Numerics;
using Paynode.Chain.Escrow;
using Paynode.Chain.Primitives;
using Paynode.Cli.Api;
using Paynode.Cli.Demo.Scenarios;

namespace Paynode.Cli.Demo.Chain;

/// <summary>The payers' wallets: accounts that the development chain's own node signs for.</summary>
public sealed class Wallets : IDisposable
{
    /// <summary>Given with each transaction, so that the node does not estimate: the lock's estimate fails until its approval is mined.</summary>
    private const long GasLimit = 500_000;

    /// <summary>More than any demo spends: a billion test dollars each.</summary>
    private static readonly BigInteger Endowment = BigInteger.Pow(10, 15);

    private readonly DevelopmentNode _node;
    private readonly Dictionary<string, SemaphoreSlim> _turns;
    private readonly IReadOnlyList<string> _payers;

    /// <summary>Opens the wallets.</summary>
    public Wallets(DevelopmentNode node, IReadOnlyList<string> payers)
    {
        _node = node;
        _payers = payers;
        _turns = payers.ToDictionary(payer => payer, _ => new SemaphoreSlim(1, 1));
    }

    /// <summary>Whose turn it is to pay an order.</summary>
    public string PayerOf(int number) => _payers[number % _payers.Count];

    /// <summary>Gives every payer test dollars and waits until they have them.</summary>
    public async Task MintAsync(string token, CancellationToken cancellation)
    {
        var sent = new List<string>();
        foreach (var payer in _payers)
        {
            sent.Add(await _node.SendAsync(payer, token, TestUsd.Mint(Address.Parse(payer), Endowment), GasLimit, cancellation));
        }

        foreach (var hash in sent)
        {
            if (!await _node.SucceededAsync(hash, cancellation))
            {
                throw new InvalidOperationException($"Minting test dollars was reverted ({hash}).");
            }
        }
    }

    /// <summary>Sends what funds an order; does not wait until it is mined.</summary>
    /// <returns>The last transaction's hash.</returns>
    public async Task<string> FundAsync(string payer, Deposit deposit, FundingWay way, CancellationToken cancellation)
    {
        // Approval and lock of one order follow each other in the payer's nonces: the next approval would replace this one.
        await _turns[payer].WaitAsync(cancellation);
        try
        {
            if (way == FundingWay.DepositAddress)
            {
                var transfer = EscrowCalls.Transfer(Address.Parse(deposit.Address), UnitsOf(deposit.Amount));
                return await _node.SendAsync(payer, deposit.TokenAddress, transfer, GasLimit, cancellation);
            }

            var hash = "";
            foreach (var call in deposit.Calls)
            {
                hash = await _node.SendAsync(payer, call.To, Hex.Decode(call.Data), GasLimit, cancellation);
            }

            return hash;
        }
        finally
        {
            _turns[payer].Release();
        }
    }

    /// <summary>The token's smallest units of an amount.</summary>
    public static BigInteger UnitsOf(string amount)
    {
        const int Decimals = 6;
        var parts = amount.Split('.');
        var fraction = parts.ElementAtOrDefault(1) ?? "";
        return parts[0].Length > 0 && parts.Length <= 2 && fraction.Length <= Decimals
            ? BigInteger.Parse(parts[0] + fraction.PadRight(Decimals, '0'), NumberStyles.None, CultureInfo.InvariantCulture)
            : throw new FormatException($"'{amount}' is not an amount of at most {Decimals} decimals.");
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var turn in _turns.Values)
        {
            turn.Dispose();
        }
    }
}
