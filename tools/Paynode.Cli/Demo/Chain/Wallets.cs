using System.Collections.Concurrent;
using System.Globalization;
using System.Numerics;
using Paynode.Chain.Escrow;
using Paynode.Chain.Primitives;
using Paynode.Client;
using Paynode.Cli.Demo.Scenarios;

namespace Paynode.Cli.Demo.Chain;

/// <summary>The payers' wallets: accounts that the development chain's own node signs for.</summary>
public sealed class Wallets : IDisposable
{
    /// <summary>Given with each transaction, so that the node does not estimate: the lock's estimate fails until its approval is mined.</summary>
    private const long GasLimit = 500_000;

    /// <summary>More than any demo spends: a billion test dollars each.</summary>
    private static readonly BigInteger Endowment = BigInteger.Pow(10, 15);

    /// <summary>A few blocks of a second.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(3);

    /// <summary>After which a funding counts as lost: it is reported within a minute.</summary>
    private static readonly TimeSpan FundingLimit = TimeSpan.FromSeconds(50);

    private readonly DevelopmentNode _node;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, long> _nonces = new();
    private readonly Dictionary<string, SemaphoreSlim> _turns;
    private readonly IReadOnlyList<string> _payers;

    /// <summary>Opens the wallets.</summary>
    public Wallets(DevelopmentNode node, IReadOnlyList<string> payers, TimeProvider time)
    {
        _node = node;
        _time = time;
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
            sent.Add((await SendAsync(payer, token, TestUsd.Mint(Address.Parse(payer), Endowment), cancellation)).Hash);
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
    public async Task<Funding> FundAsync(string payer, DepositResponse deposit, FundingWay way, CancellationToken cancellation)
    {
        // Approval and lock of one order follow each other in the payer's nonces: the next approval would replace this one.
        await _turns[payer].WaitAsync(cancellation);
        try
        {
            if (way == FundingWay.DepositAddress)
            {
                var transfer = EscrowCalls.Transfer(Address.Parse(deposit.Address), UnitsOf(deposit.Amount));
                return new Funding([await SendAsync(payer, deposit.TokenAddress, transfer, cancellation)]);
            }

            var sent = new List<SentTransaction>();
            foreach (var call in deposit.Calls)
            {
                sent.Add(await SendAsync(payer, call.To, Hex.Decode(call.Data), cancellation));
            }

            return new Funding(sent);
        }
        finally
        {
            _turns[payer].Release();
        }
    }

    /// <summary>Waits until a funding is mined. What the node has lost is sent again, under the same nonce and so with the same hash.</summary>
    /// <param name="funding">What was sent.</param>
    /// <param name="hasArrived">Whether Paynode has seen it, which spares the node the question.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">It was reverted, or is in no block in time.</exception>
    public async Task RequireMinedAsync(Funding funding, Func<bool> hasArrived, CancellationToken cancellation)
    {
        var began = _time.GetTimestamp();
        while (true)
        {
            await Task.Delay(LookInterval, _time, cancellation);
            switch (hasArrived() ? true : await _node.OutcomeAsync(funding.Hash, cancellation))
            {
                case true:
                    return;
                case false:
                    throw new InvalidOperationException($"its funding {funding.Hash} was reverted");
                case null when _time.GetElapsedTime(began) > FundingLimit:
                    throw new InvalidOperationException($"not funded: {funding.Hash} is in no block after {FundingLimit.TotalSeconds} s");
            }

            await SendLostAgainAsync(funding, cancellation);
        }
    }

    private async Task SendLostAgainAsync(Funding funding, CancellationToken cancellation)
    {
        foreach (var sent in funding.Transactions)
        {
            if (await _node.KnowsAsync(sent.Hash, cancellation))
            {
                continue;
            }

            try
            {
                await _node.SendAsync(sent.From, sent.To, sent.Data, sent.Gas, sent.Nonce, cancellation);
            }
            catch (InvalidOperationException)
            {
                // Mined or accepted meanwhile, or refused: the next look tells which, and the limit ends it.
            }
        }
    }

    // The wallet counts the nonces itself: a node that loses a transaction would give its nonce to another one.
    private async Task<SentTransaction> SendAsync(string payer, string to, byte[] data, CancellationToken cancellation)
    {
        var nonce = _nonces.TryGetValue(payer, out var next) ? next : await _node.NextNonceAsync(payer, cancellation);
        _nonces.TryRemove(payer, out _);
        var hash = await _node.SendAsync(payer, to, data, GasLimit, nonce, cancellation);
        _nonces[payer] = nonce + 1;
        return new SentTransaction(hash, payer, to, data, GasLimit, nonce);
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
