namespace Paynode.Functions;

/// <summary>Turns the operator's switch.</summary>
/// <param name="Enabled">Whether the provider may get offers.</param>
public sealed record SwitchRequest(bool Enabled);
