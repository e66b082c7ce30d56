namespace Paynode.Functions;

/// <summary>A parsed body with the bytes that it was read from.</summary>
/// <typeparam name="T">What it was parsed as.</typeparam>
/// <param name="Value">The parsed body.</param>
/// <param name="Bytes">The exact bytes; their hash decides whether a repeated request is the same one.</param>
public sealed record Body<T>(T Value, byte[] Bytes);
