namespace Paynode.Functions;

/// <summary>What was revoked.</summary>
/// <param name="Revoked">How many keys were valid until now.</param>
public sealed record RevokedKeysResponse(int Revoked);
