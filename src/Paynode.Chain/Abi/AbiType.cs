namespace Paynode.Chain.Abi;

/// <summary>
/// A Solidity type as the contract ABI encodes it. Values are plain .NET objects; each case documents its representation.
/// </summary>
public abstract record AbiType
{
    private AbiType()
    {
    }

    /// <summary>Whether the encoding is in the tail, with an offset in the head.</summary>
    public abstract bool IsDynamic { get; }

    /// <summary>The bytes this type occupies in the head of the enclosing tuple.</summary>
    public virtual int HeadSize => 32;

    /// <summary>Parses a type such as <c>(bytes32,address,uint256,bytes)[]</c>.</summary>
    /// <param name="text">The canonical name; tuples are in parentheses.</param>
    /// <exception cref="FormatException">The text is not a supported type.</exception>
    public static AbiType Parse(string text) => AbiTypeParser.Parse(text);

    /// <summary>The canonical name, as used in selectors and topics.</summary>
    public abstract override string ToString();

    /// <summary><c>uint8</c> to <c>uint256</c>; values are <see cref="System.Numerics.BigInteger"/>.</summary>
    /// <param name="Bits">A multiple of eight from 8 to 256.</param>
    public sealed record UInt(int Bits) : AbiType
    {
        /// <inheritdoc />
        public override bool IsDynamic => false;

        /// <inheritdoc />
        public override string ToString() => $"uint{Bits}";
    }

    /// <summary><c>address</c>; values are <see cref="Primitives.Address"/>.</summary>
    public sealed record AccountAddress : AbiType
    {
        /// <inheritdoc />
        public override bool IsDynamic => false;

        /// <inheritdoc />
        public override string ToString() => "address";
    }

    /// <summary><c>bool</c>; values are <see cref="bool"/>.</summary>
    public sealed record Boolean : AbiType
    {
        /// <inheritdoc />
        public override bool IsDynamic => false;

        /// <inheritdoc />
        public override string ToString() => "bool";
    }

    /// <summary>
    /// <c>bytes1</c> to <c>bytes32</c>; values are byte arrays of that length, or <see cref="Primitives.Bytes32"/> for 32.
    /// </summary>
    /// <param name="Size">1 to 32.</param>
    public sealed record FixedBytes(int Size) : AbiType
    {
        /// <inheritdoc />
        public override bool IsDynamic => false;

        /// <inheritdoc />
        public override string ToString() => $"bytes{Size}";
    }

    /// <summary><c>bytes</c>; values are byte arrays.</summary>
    public sealed record DynamicBytes : AbiType
    {
        /// <inheritdoc />
        public override bool IsDynamic => true;

        /// <inheritdoc />
        public override string ToString() => "bytes";
    }

    /// <summary><c>string</c>; values are <see cref="string"/>, in UTF-8.</summary>
    public sealed record Text : AbiType
    {
        /// <inheritdoc />
        public override bool IsDynamic => true;

        /// <inheritdoc />
        public override string ToString() => "string";
    }

    /// <summary><c>T[]</c>; values are <c>object[]</c>.</summary>
    /// <param name="Element">The type of every element.</param>
    public sealed record DynamicArray(AbiType Element) : AbiType
    {
        /// <inheritdoc />
        public override bool IsDynamic => true;

        /// <inheritdoc />
        public override string ToString() => $"{Element}[]";
    }

    /// <summary>A struct or a parameter list; values are <c>object[]</c> in the order of the components.</summary>
    public sealed record Struct : AbiType
    {
        /// <summary>Creates a tuple of the components.</summary>
        /// <param name="components">The types in order.</param>
        public Struct(IReadOnlyList<AbiType> components)
        {
            Components = components;
            IsDynamic = components.Any(c => c.IsDynamic);
            HeadSize = IsDynamic ? 32 : components.Sum(c => c.HeadSize);
        }

        /// <summary>The types in order.</summary>
        public IReadOnlyList<AbiType> Components { get; }

        /// <inheritdoc />
        public override bool IsDynamic { get; }

        /// <inheritdoc />
        public override int HeadSize { get; }

        /// <inheritdoc />
        public override string ToString() => $"({string.Join(',', Components)})";
    }
}
