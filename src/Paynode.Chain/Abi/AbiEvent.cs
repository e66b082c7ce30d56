using Paynode.Chain.Cryptography;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Abi;

/// <summary>A contract event: its topic and how its fields are encoded.</summary>
public sealed class AbiEvent
{
    private readonly AbiType[] _indexed;
    private readonly AbiType.Struct _data;

    /// <summary>Describes an event whose indexed fields come first.</summary>
    /// <param name="name">The event's name.</param>
    /// <param name="indexed">The indexed fields' types; each must be one word.</param>
    /// <param name="data">The tuple of the other fields' types.</param>
    public AbiEvent(string name, string[] indexed, string data)
    {
        _indexed = indexed.Select(AbiType.Parse).ToArray();
        _data = AbiTypeParser.ParseTuple(data);
        Signature = $"{name}({string.Join(',', _indexed.Concat(_data.Components))})";
        Topic = Keccak256.Hash(Signature);
    }

    /// <summary>The signature that is hashed into the topic.</summary>
    public string Signature { get; }

    /// <summary>The first topic of every such event.</summary>
    public Bytes32 Topic { get; }

    /// <summary>Decodes an event's fields.</summary>
    /// <param name="topics">All topics, the event's own first.</param>
    /// <param name="data">The data.</param>
    /// <returns>The indexed fields, then the others.</returns>
    /// <exception cref="FormatException">The log is not such an event.</exception>
    public object[] Decode(IReadOnlyList<Bytes32> topics, ReadOnlySpan<byte> data)
    {
        if (topics.Count != _indexed.Length + 1 || topics[0] != Topic)
        {
            throw new FormatException($"The log is not a {Signature}.");
        }

        var indexed = _indexed.Select((type, i) => AbiDecoder.Decode(type, topics[i + 1].ToArray()));
        return [.. indexed, .. AbiDecoder.Decode(_data, data)];
    }

    /// <summary>Encodes an event's fields, as a contract would.</summary>
    /// <param name="fields">The indexed fields, then the others.</param>
    /// <returns>The topics and the data.</returns>
    public (Bytes32[] Topics, byte[] Data) Encode(params object[] fields)
    {
        var indexed = _indexed.Select((type, i) => new Bytes32(AbiEncoder.Encode(type, fields[i])));
        return ([Topic, .. indexed], AbiEncoder.Encode(_data, fields[_indexed.Length..]));
    }
}
