using Paynode.Chain.Cryptography;

namespace Paynode.Chain.Rpc;

/// <summary>
/// A value to test against the bloom filters of blocks, with its three bits precomputed (yellow paper, 4.3.1).
/// </summary>
internal readonly struct LogsBloom
{
    private const int FilterBytes = 256;

    private readonly int _first;
    private readonly int _second;
    private readonly int _third;

    private LogsBloom(ReadOnlySpan<byte> hash)
    {
        _first = Bit(hash, 0);
        _second = Bit(hash, 2);
        _third = Bit(hash, 4);
    }

    /// <summary>Creates the test for an address or a topic.</summary>
    public static LogsBloom Of(ReadOnlySpan<byte> value) => new(Keccak256.Hash(value).ToArray());

    /// <summary>Whether a block may contain the value. False is certain; true is not. An empty filter always gives false.</summary>
    public bool MayBeIn(byte[] filter) =>
        filter.Length == FilterBytes && IsSet(filter, _first) && IsSet(filter, _second) && IsSet(filter, _third);

    /// <summary>Adds the value to a filter.</summary>
    public void AddTo(byte[] filter)
    {
        foreach (var bit in new[] { _first, _second, _third })
        {
            filter[FilterBytes - 1 - (bit / 8)] |= (byte)(1 << (bit % 8));
        }
    }

    private static int Bit(ReadOnlySpan<byte> hash, int at) => ((hash[at] << 8) | hash[at + 1]) & 2047;

    private static bool IsSet(byte[] filter, int bit) => (filter[FilterBytes - 1 - (bit / 8)] & (1 << (bit % 8))) != 0;
}
