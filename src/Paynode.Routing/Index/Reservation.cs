using System.Globalization;
using Paynode.Payments;
using StackExchange.Redis;

namespace Paynode.Routing.Index;

/// <summary>A reservation to make in Redis.</summary>
internal sealed class Reservation
{
    /// <summary>The reservation's id.</summary>
    public required string Hold { get; init; }

    /// <summary>The corridor's id.</summary>
    public required string Corridor { get; init; }

    /// <summary>When it may be reclaimed.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The units to reserve.</summary>
    public required long Units { get; init; }

    /// <summary>The units that must be free.</summary>
    public required long NeededUnits { get; init; }

    /// <summary>The id of the quote's reservation that ends with it, or empty.</summary>
    public string TakesOver { get; init; } = "";

    /// <summary>When the offer is sent, which then counts as in flight; null for a quote.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>The data that the model needs with the outcome, whichever provider is chosen.</summary>
    public ReadOnlyMemory<byte> Context { get; init; }

    /// <summary>The candidates, best first.</summary>
    public required IReadOnlyList<RankedCandidate> Preference { get; init; }

    /// <summary>How many of the preference are passed to the script: it is rare that all of them are refused there.</summary>
    public required int Most { get; init; }

    /// <summary>Adds the order in the script's format.</summary>
    public void AddTo(List<RedisValue> arguments)
    {
        var count = Math.Min(Most, Preference.Count);
        arguments.Add(Hold);
        arguments.Add(Corridor);
        arguments.Add(ExpiresAt.ToUnixTimeMilliseconds());
        arguments.Add(Units);
        arguments.Add(NeededUnits);
        arguments.Add(TakesOver);
        arguments.Add(SentAt?.ToUnixTimeMilliseconds() ?? 0);
        arguments.Add(Context.ToArray());
        arguments.Add(count);
        for (var i = 0; i < count; i++)
        {
            arguments.Add(Preference[i].State.Member);
            arguments.Add(Preference[i].State.Terms!.Text);
            arguments.Add(Preference[i].Tag.ToArray());
        }
    }
}

/// <summary>The result of a reservation.</summary>
internal enum ReservationStatus
{
    /// <summary>Reserved now.</summary>
    Taken,

    /// <summary>It already existed and is open.</summary>
    Kept,

    /// <summary>It already existed and has ended.</summary>
    Ended,

    /// <summary>No candidate could be reserved.</summary>
    None,
}

/// <summary>The reservation that Redis made.</summary>
/// <param name="Status">The result.</param>
/// <param name="Provider">The provider; null when none.</param>
/// <param name="PassedOver">Why each candidate before it was skipped, in the order of preference.</param>
internal sealed record ReservationResult(
    ReservationStatus Status, ProviderId? Provider, IReadOnlyList<RoutingGate> PassedOver)
{
    /// <summary>Parses the script's result; the format is documented there.</summary>
    public static ReservationResult Parse(string text, Reservation reservation)
    {
        var bar = text.IndexOf('|', StringComparison.Ordinal);
        var value = text.AsSpan(1, bar - 1);
        var passedOver = PassedOverIn(text[(bar + 1)..]);
        return text[0] switch
        {
            't' => new(
                ReservationStatus.Taken,
                reservation.Preference[int.Parse(value, CultureInfo.InvariantCulture)].State.Provider,
                passedOver),
            'k' => new(ReservationStatus.Kept, new ProviderId(Guid.ParseExact(value, "N")), passedOver),
            'e' => new(ReservationStatus.Ended, null, passedOver),
            _ => new(ReservationStatus.None, null, passedOver),
        };
    }

    private static RoutingGate[] PassedOverIn(string names) => names.Length == 0
        ? []
        : Array.ConvertAll(names.Split(',', StringSplitOptions.RemoveEmptyEntries), name => Gates.Named(name)!.Value);
}
