using System.Numerics;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Nethereum.ABI.ABIDeserialisation;
using Nethereum.ABI.FunctionEncoding;
using Nethereum.ABI.Model;
using Nethereum.Contracts;
using Nethereum.RPC.Eth.DTOs;
using Paynode.Chain.Escrow;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;
using Paynode.Chain.Tests.Support;

namespace Paynode.Chain.Tests.Escrow;

/// <summary>The decoder of the indexing path reads what Nethereum reads by the compiled contracts' own ABI.</summary>
public sealed class NethereumEventTests
{
    private static readonly string[] EventNames =
        ["Locked", "Released", "Refunded", "ReleaseSkipped", "RefundSkipped", "DepositReturned", "Credited", "Withdrawn", "Transfer"];

    private static readonly Dictionary<string, EventABI> Events = new[] { "PaynodeEscrow", "TestUsd" }
        .SelectMany(Read).Where(e => EventNames.Contains(e.Name)).ToDictionary(e => e.Name);

    public static TheoryData<string> Names => [.. EventNames];

    [Fact]
    public void Names_AreAllThatTheIndexerReads() => Assert.Equal(
        EscrowEventDecoder.EscrowTopics.Append(EscrowEventDecoder.TransferTopic).ToHashSet(),
        Events.Values.Select(e => Bytes32.Parse(e.Sha3Signature)).ToHashSet());

    [Theory]
    [MemberData(nameof(Names))]
    public void Decode_AnyValues_EqualsNethereum(string name) => Properties.Hold(200, Prop.ForAll(Log(Events[name]).ToArbitrary(), log =>
        EscrowEventDecoder.Decode(log).Equals(ByNethereum(log))));

    // Nethereum is lenient with padding and lengths: where both take damaged data they have to agree.
    [Theory]
    [MemberData(nameof(Names))]
    public void Decode_DamagedData_IsRefusedOrEqualsNethereum(string name) => Properties.Hold(200, Prop.ForAll(
        Log(Events[name]).ToArbitrary(), Gens.Bytes(1).ToArbitrary(), Gen.Choose(0, 1000).ToArbitrary(), (log, noise, at) =>
    {
        var data = log.Data.ToArray();
        data[at % data.Length] = noise[0];
        var damaged = log with { Data = data };
        try
        {
            return EscrowEventDecoder.Decode(damaged).Equals(ByNethereum(damaged));
        }
        catch (FormatException)
        {
            return true;
        }
    }));

    private static EscrowEvent ByNethereum(LogEntry log)
    {
        var description = Events.Values.Single(e => Bytes32.Parse(e.Sha3Signature) == log.Topics[0]);
        var fields = new Fields(description.DecodeEventDefaultTopics(new FilterLog
        {
            Address = log.Address.ToString(), Topics = [.. log.Topics.Select(topic => (object)topic.ToString())], Data = Hex.Encode(log.Data),
        }).Event);
        return description.Name switch
        {
            "Locked" => new EscrowEvent.Locked(fields.Word("orderId"), fields.Word("orderRef"), fields.Account("funder"), Terms(fields.Tuple("terms"))),
            "Released" => new EscrowEvent.Released(
                fields.Word("orderId"), fields.Account("provider"), fields.Number("providerAmount"), fields.Number("protocolFee"),
                fields.Number("integratorFee"), fields.Number("remaining")),
            "Refunded" => new EscrowEvent.Refunded(fields.Word("orderId"), fields.Account("refundTo"), fields.Number("amount")),
            "ReleaseSkipped" => new EscrowEvent.ReleaseSkipped(fields.Word("orderId"), fields.Refusal("reason")),
            "RefundSkipped" => new EscrowEvent.RefundSkipped(fields.Word("orderId"), fields.Refusal("reason")),
            "DepositReturned" => new EscrowEvent.DepositReturned(
                fields.Account("depositAddress"), fields.Account("token"), fields.Account("refundTo"), fields.Number("amount")),
            "Credited" => new EscrowEvent.Credited(fields.Account("account"), fields.Account("token"), fields.Number("amount")),
            "Withdrawn" => new EscrowEvent.Withdrawn(fields.Account("account"), fields.Account("token"), fields.Account("to"), fields.Number("amount")),
            "Transfer" => new EscrowEvent.DepositSeen(fields.Account("to"), log.Address, fields.Account("from"), fields.Number("value")),
            var other => throw new ArgumentOutOfRangeException(nameof(log), other, "Not an event of the indexer."),
        };
    }

    private static EscrowTerms Terms(Fields terms) => new(
        terms.Word("orderRef"), terms.Account("token"), terms.Number("amount"), terms.Account("payer"), terms.Account("refundTo"),
        (long)terms.Number("deadline"), (int)terms.Number("protocolFeeBps"), (int)terms.Number("integratorFeeBps"), terms.Account("integrator"),
        (ReleaseMode)(int)terms.Number("mode"));

    // Encoded by Nethereum too.
    private static Gen<LogEntry> Log(EventABI description) =>
        from contract in Gens.Account
        from values in description.Name == "Locked" ? LockedValues : Gen.CollectToArray(description.InputParameters.Select(Value))
        let fields = description.InputParameters.Zip(values).ToArray()
        let topics = fields.Where(f => f.First.Indexed).Select(f => new Bytes32(Encode(f)))
        select new LogEntry(
            contract, [Bytes32.Parse(description.Sha3Signature), .. topics], Encode([.. fields.Where(f => !f.First.Indexed)]), 1, Bytes32.Zero, Bytes32.Zero, 0);

    // Three of its terms are in the event twice.
    private static Gen<object[]> LockedValues =>
        from words in Gens.Word.Select(word => word.ToArray()).ArrayOf(2)
        from accounts in Gens.Account.Select(account => account.ToString()).ArrayOf(5)
        from amount in Gens.Number(256)
        from deadline in Gens.Number(56)
        from fees in Gens.Number(16).ArrayOf(2)
        from mode in Gen.Elements(BigInteger.Zero, BigInteger.One)
        select new object[]
        {
            words[0], words[1], accounts[0], accounts[1], amount,
            new object[] { words[1], accounts[0], amount, accounts[2], accounts[3], deadline, fees[0], fees[1], accounts[4], mode },
        };

    private static Gen<object> Value(Parameter parameter) => parameter.ABIType.Name switch
    {
        "address" => Gens.Account.Select(object (account) => account.ToString()),
        "bytes32" => Gens.Bytes(32).Select(object (bytes) => bytes),
        "bytes4" => Gens.Bytes(4).Select(object (bytes) => bytes),
        "uint256" => Gens.Number(256).Select(object (number) => number),
        var other => throw new ArgumentOutOfRangeException(nameof(parameter), other, "No generator."),
    };

    private static byte[] Encode(params (Parameter Parameter, object Value)[] fields) =>
        new ParametersEncoder().EncodeParameters([.. fields.Select(f => f.Parameter)], [.. fields.Select(f => f.Value)]);

    private static EventABI[] Read(string artifact)
    {
        using var stream = typeof(ContractArtifact).Assembly.GetManifestResourceStream($"artifacts/{artifact}.json")!;
        var abi = JsonSerializer.Deserialize<JsonElement>(stream).GetProperty("abi").GetRawText();
        return new ABIJsonDeserialiser().DeserialiseContract(abi).Events;
    }

    /// <summary>Nethereum's values by the names that the ABI has for them.</summary>
    private sealed class Fields(IEnumerable<ParameterOutput> outputs)
    {
        private readonly Dictionary<string, object> _values = outputs.ToDictionary(output => output.Parameter.Name, output => output.Result);

        public Bytes32 Word(string name) => new((byte[])_values[name]);

        public Address Account(string name) => Address.Parse((string)_values[name]);

        public BigInteger Number(string name) => (BigInteger)_values[name];

        public EscrowRefusal Refusal(string name) => EscrowRefusal.FromBytes((byte[])_values[name]);

        public Fields Tuple(string name) => new((List<ParameterOutput>)_values[name]);
    }
}
