namespace Paynode.Functions;

/// <summary>An empty object: <c>{}</c>.</summary>
public sealed record EmptyRequest;
