namespace Paynode.Payments;

/// <summary>How many orders of a corridor are in a state.</summary>
/// <param name="Corridor">The corridor, as the API writes it.</param>
/// <param name="State">The state, as the API writes it.</param>
/// <param name="Orders">How many.</param>
public sealed record OrderCount(string Corridor, string State, long Orders);
