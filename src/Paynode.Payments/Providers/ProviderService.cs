using Npgsql;
using Paynode.Routing;

namespace Paynode.Payments;

/// <summary>
/// Registers providers and stores what they report: first in the database, then in the router. The report that was signed later
/// replaces the earlier one, whatever arrives first, and its age counts from the signature: a delayed report does not become
/// newer by the delay.
/// </summary>
public sealed class ProviderService(
    ProviderStore providers, IRouter router, CorridorCatalogue corridors, EscrowDirectory escrows, ProviderNetwork network,
    TimeProvider timeProvider)
{
    /// <summary>Delay before a new settlement address takes effect: long enough for an operator to notice an unauthorized change.</summary>
    public static readonly TimeSpan AddressDelay = TimeSpan.FromDays(1);

    private const int MaxNameLength = 100;

    /// <summary>Limit of the column; some characters consist of several code points.</summary>
    private const int MaxNameCodePoints = 200;

    private const int MaxItems = 200;

    /// <summary>Maximum concurrency limit that a provider may declare; a higher one has no effect.</summary>
    private const int MaxConcurrent = 1_000_000;

    /// <summary>Checks the name of a tenant or provider.</summary>
    /// <returns>Null, or <c>name_invalid</c>.</returns>
    public static Problem? CheckName(string? name) => VisibleText.IsName(name, MaxNameLength, MaxNameCodePoints)
        ? null
        : new Problem(
            "name_invalid", $"A name has 1 to {MaxNameLength} characters, and none that controls, breaks or reorders the line.", "name");

    /// <summary>Registers a provider within the caller's transaction.</summary>
    /// <returns>
    /// The provider, or <c>name_invalid</c>, <c>upstream_group_invalid</c>, <c>base_url_invalid</c>, <c>address_invalid</c>,
    /// <c>corridor_unknown</c>, <c>payout_step_invalid</c>.
    /// </returns>
    public async Task<Result<ProviderRegistration>> RegisterAsync(
        NpgsqlConnection connection, ProviderInput input, CancellationToken cancellationToken)
    {
        if (CheckName(input.Name) is { } problem)
        {
            return problem;
        }

        if (input.UpstreamGroup is { } group && !VisibleText.IsIdentifier(group, MaxNameLength, MaxNameLength))
        {
            return new Problem("upstream_group_invalid", $"An upstream group has 1 to {MaxNameLength} characters.", "upstreamGroup");
        }

        var address = escrows.ParseReceiver(input.SettlementAddress, "settlementAddress");
        var served = ParseCorridors(input.Corridors);
        if (!address.Succeeded || !served.Succeeded || network.ParseBaseUrl(input.BaseUrl) is not { } baseUrl)
        {
            return address.Problem ?? served.Problem
                ?? new Problem("base_url_invalid", "A base URL is https at a public address, without a query.", "baseUrl");
        }

        var steps = ParseSteps(input.PayoutSteps ?? [], served.Value);
        if (!steps.Succeeded)
        {
            return steps.Problem;
        }

        var now = timeProvider.GetUtcNow();
        return await providers.RegisterAsync(
            connection, input.Name!, baseUrl, address.Value.ToString(), served.Value, now, input.UpstreamGroup, input.LicensedUntil,
            steps.Value, cancellationToken);
    }

    /// <summary>Sets a provider's rates unless it has signed later ones; those of other corridors are unchanged.</summary>
    /// <returns>Null, or <c>rates_invalid</c>, <c>corridor_unknown</c>, <c>corridor_not_allowed</c>, or a parsing problem.</returns>
    public async Task<Problem?> SetRatesAsync(
        ProviderId id, IReadOnlyList<RateInput> inputs, DateTimeOffset signedAt, CancellationToken cancellationToken)
    {
        if (inputs.Count is 0 or > MaxItems)
        {
            return new Problem("rates_invalid", $"Send 1 to {MaxItems} rates.", "rates");
        }

        var provider = await ExistingAsync(id, cancellationToken);
        var at = SaidAt(signedAt);
        var rates = new List<ProviderRate>(inputs.Count);
        for (var i = 0; i < inputs.Count; i++)
        {
            var rate = ParseRate(provider, inputs[i], $"rates[{i}]", at);
            if (!rate.Succeeded)
            {
                return rate.Problem;
            }

            rates.Add(rate.Value);
        }

        if (rates.DistinctBy(rate => rate.Corridor).Count() != rates.Count)
        {
            return new Problem("rates_invalid", "A corridor is named twice.", "rates");
        }

        var set = await providers.SetRatesAsync(id, rates, signedAt, cancellationToken);
        await TellAsync(SignOfLife(provider, at) with { Rates = set }, cancellationToken);
        return null;
    }

    /// <summary>Sets a provider's balances unless it has signed later ones; those of other currencies are unchanged.</summary>
    /// <returns>Null, or <c>balances_invalid</c>, <c>currency_unknown</c>, or a parsing problem.</returns>
    public async Task<Problem?> SetBalancesAsync(
        ProviderId id, IReadOnlyList<BalanceInput> inputs, DateTimeOffset signedAt, CancellationToken cancellationToken)
    {
        if (inputs.Count is 0 or > MaxItems || inputs.DistinctBy(input => input.Currency).Count() != inputs.Count)
        {
            return new Problem("balances_invalid", $"Send 1 to {MaxItems} balances, each currency once.", "balances");
        }

        var balances = new List<Money>(inputs.Count);
        for (var i = 0; i < inputs.Count; i++)
        {
            var balance = Currencies.Find(inputs[i].Currency) is { IsToken: false } currency
                ? Money.Parse(inputs[i].Available, currency, $"balances[{i}].available")
                : new Problem("currency_unknown", "Paynode does not know this fiat currency.", $"balances[{i}].currency");
            if (!balance.Succeeded)
            {
                return balance.Problem;
            }

            balances.Add(balance.Value);
        }

        var provider = await ExistingAsync(id, cancellationToken);
        var at = SaidAt(signedAt);
        var set = await providers.SetBalancesAsync(id, balances, at, signedAt, cancellationToken);
        await TellAsync(
            SignOfLife(provider, at) with { Balances = [.. set.Select(it => new Paynode.Routing.ProviderBalance(it, at))] },
            cancellationToken);
        return null;
    }

    /// <summary>Records a provider's heartbeat.</summary>
    public async Task HeartbeatAsync(ProviderId id, DateTimeOffset signedAt, CancellationToken cancellationToken)
    {
        var provider = await ExistingAsync(id, cancellationToken);
        var at = SaidAt(signedAt);
        await providers.HeartbeatAsync(id, at, cancellationToken);
        await TellAsync(SignOfLife(provider, at), cancellationToken);
    }

    /// <summary>
    /// Changes the receiver of a provider's releases, for offers made after <see cref="AddressDelay"/>; resending the current
    /// address confirms it immediately and renews its seal. Within the caller's transaction.
    /// </summary>
    /// <returns>When it takes effect, or <c>provider_unknown</c>, <c>address_invalid</c>.</returns>
    public async Task<Result<DateTimeOffset>> ChangeAddressAsync(
        NpgsqlConnection connection, ProviderId id, string? settlementAddress, CancellationToken cancellationToken)
    {
        var address = escrows.ParseReceiver(settlementAddress, "settlementAddress");
        if (!address.Succeeded)
        {
            return address.Problem;
        }

        var now = timeProvider.GetUtcNow();
        return await providers.ChangeAddressAsync(
            connection, id, address.Value.ToString(), now, now + AddressDelay, cancellationToken) is { } from
            ? from
            : new Problem("provider_unknown", "There is no such provider.");
    }

    /// <summary>Updates in the router whether a provider may get offers, after its switch or its licence has changed.</summary>
    public async Task AnnounceAsync(ProviderId id, CancellationToken cancellationToken)
    {
        var provider = await ExistingAsync(id, cancellationToken);
        await TellAsync(
            new ProviderUpdate(id) { Enabled = provider.MayServeAt(timeProvider.GetUtcNow()), Corridors = provider.Corridors },
            cancellationToken);
    }

    // An ended licence takes effect with the next heartbeat, seconds later. The corridors are included every time, so that a
    // provider missing in the index is added with all of them.
    private ProviderUpdate SignOfLife(Provider provider, DateTimeOffset at) => new(provider.Id)
    {
        HeartbeatAt = at,
        Enabled = provider.MayServeAt(timeProvider.GetUtcNow()),
        Corridors = provider.Corridors,
    };

    /// <summary>When a report was made: as signed, but a clock that is ahead extends no validity.</summary>
    private DateTimeOffset SaidAt(DateTimeOffset signedAt)
    {
        var now = timeProvider.GetUtcNow();
        return signedAt < now ? signedAt : now;
    }

    private Task TellAsync(ProviderUpdate update, CancellationToken cancellationToken) =>
        router.UpdateProviderAsync(update, cancellationToken).AsTask();

    private async Task<Provider> ExistingAsync(ProviderId id, CancellationToken cancellationToken) =>
        await providers.FindAsync(id, cancellationToken) ?? throw new InvalidOperationException($"There is no provider {id}.");

    private Result<ProviderRate> ParseRate(Provider provider, RateInput input, string field, DateTimeOffset at)
    {
        var corridor = corridors.Find(input.Corridor, $"{field}.corridor");
        if (!corridor.Succeeded)
        {
            return corridor.Problem;
        }

        if (!provider.Corridors.Contains(corridor.Value.Id))
        {
            return new Problem("corridor_not_allowed", $"This provider may not serve {corridor.Value.Id}.", $"{field}.corridor");
        }

        var rate = ExchangeRate.Parse(input.Rate, $"{field}.rate");
        var min = Money.Parse(input.MinAmount, corridor.Value.Id.Token, $"{field}.minAmount");
        var max = Money.ParsePositive(input.MaxAmount, corridor.Value.Id.Token, $"{field}.maxAmount");
        if (!rate.Succeeded || !min.Succeeded || !max.Succeeded)
        {
            return (rate.Problem ?? min.Problem ?? max.Problem)!;
        }

        if (input.MaxConcurrent is not (null or >= 1 and <= MaxConcurrent))
        {
            return new Problem("rates_invalid", $"maxConcurrent is from 1 to {MaxConcurrent}, or left out.", $"{field}.maxConcurrent");
        }

        return min.Value > max.Value
            ? new Problem("rates_invalid", "minAmount is above maxAmount.", $"{field}.minAmount")
            : new ProviderRate(provider.Id, corridor.Value.Id, rate.Value, min.Value, max.Value, at)
            {
                MaxConcurrent = input.MaxConcurrent ?? 0,
                PayoutStep = provider.PayoutStepIn(corridor.Value.Id.Fiat),
            };
    }

    private Result<List<CorridorId>> ParseCorridors(IReadOnlyList<string> texts)
    {
        var served = new List<CorridorId>();
        foreach (var text in texts.Distinct(StringComparer.Ordinal))
        {
            var corridor = corridors.Find(text, "corridors");
            if (!corridor.Succeeded)
            {
                return corridor.Problem;
            }

            served.Add(corridor.Value.Id);
        }

        return served.Count is > 0 and <= MaxItems
            ? served
            : new Problem("corridor_unknown", $"Name 1 to {MaxItems} corridors.", "corridors");
    }

    private static Result<List<PayoutStep>> ParseSteps(IReadOnlyList<AmountMessage> inputs, List<CorridorId> served)
    {
        var steps = new List<PayoutStep>();
        for (var i = 0; i < inputs.Count; i++)
        {
            var field = $"payoutSteps[{i}]";
            if (served.Find(corridor => corridor.Fiat.Code == inputs[i]?.Currency)?.Fiat is not { } fiat
                || steps.Exists(step => step.Currency == fiat))
            {
                return new Problem(
                    "payout_step_invalid", "A payout step is in a currency that the provider's corridors pay out, each once.",
                    $"{field}.currency");
            }

            var step = PayoutStep.Parse(inputs[i].Amount, fiat, $"{field}.amount");
            if (!step.Succeeded)
            {
                return step.Problem;
            }

            steps.Add(step.Value);
        }

        return steps;
    }
}
