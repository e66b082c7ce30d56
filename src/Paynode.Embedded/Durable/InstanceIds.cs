namespace Paynode.Embedded.Durable;

/// <summary>What an instance id may be.</summary>
internal static class InstanceIds
{
    /// <summary>Characters of an instance id at most; it is a key in every index.</summary>
    public const int MaxLength = 256;

    /// <summary>Refuses an id that cannot be stored.</summary>
    /// <exception cref="ArgumentException">It is empty, too long, or has control characters.</exception>
    public static void Check(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        if (id.Length > MaxLength || id.Any(char.IsControl))
        {
            throw new ArgumentException($"An instance id has 1 to {MaxLength} characters and no control characters.", nameof(id));
        }
    }
}
