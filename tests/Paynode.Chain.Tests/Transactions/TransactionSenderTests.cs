using System.Numerics;
using Microsoft.Extensions.Logging.Abstractions;
using Paynode.Chain.Cryptography;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;
using Paynode.Chain.Tests.Support;
using Paynode.Chain.Transactions;

namespace Paynode.Chain.Tests.Transactions;

/// <summary>One fault at a time, by name.</summary>
public sealed class TransactionSenderTests(ChainDatabase database) : IClassFixture<ChainDatabase>
{
    private static int s_lastKey = 1_000_000;
    private readonly ScriptedNode _node = new();
    private readonly ManualTime _time = new();
    private readonly LocalKeySigner _signer = new(Keccak256.Hash($"key {Interlocked.Increment(ref s_lastKey)}").ToArray());
    private readonly string _case = Guid.NewGuid().ToString();

    [Fact]
    public async Task A_send_whose_answer_was_lost_is_looked_up_and_not_sent_again()
    {
        await EnqueueAsync("a");
        FailOnce("send done");
        await DriveAsync();
        var sends = 0;
        _node.OnRequest = r => sends += r == "send" ? 1 : 0;
        await DriveAsync();
        _node.Mine();
        await DriveAsync();
        Assert.Equal((0, 1), (sends, _node.Executed.Count()));
    }

    [Fact]
    public async Task A_send_that_never_arrived_is_repeated_with_the_same_bytes()
    {
        await EnqueueAsync("a");
        FailOnce("send");
        await DriveAsync();
        Assert.Empty(_node.Pool);
        var promised = (await FindAsync("a")).Hash;
        await DriveAsync();
        Assert.Equal(promised, Assert.Single(_node.Pool).Hash);
    }

    [Fact]
    public async Task A_dropped_transaction_is_sent_again_after_a_while()
    {
        await EnqueueAsync("a");
        await DriveAsync();
        _node.LosePool();
        await DriveAsync();
        Assert.Empty(_node.Pool);
        _time.Advance(TimeSpan.FromSeconds(30));
        await DriveAsync();
        Assert.Single(_node.Pool);
    }

    [Fact]
    public async Task Drive_NodeDroppedWhatTheBaseFeeHasOutgrown_OffersMore()
    {
        await EnqueueAsync("a");
        await DriveAsync();
        _node.LosePool();
        _node.BaseFee *= 50;
        _time.Advance(TimeSpan.FromSeconds(30));
        await DriveAsync();
        Assert.True(Assert.Single(_node.Pool).MaxFee >= _node.BaseFee);
    }

    [Fact]
    public async Task A_nonce_used_elsewhere_costs_a_wait_and_not_a_second_effect()
    {
        await EnqueueAsync("a");
        await DriveAsync();
        _node.LosePool();
        _node.UseKeyElsewhere();
        for (var i = 0; i < 10; i++)
        {
            _node.Mine();
            _time.Advance(TimeSpan.FromSeconds(15));
            await DriveAsync();
        }

        var status = await FindAsync("a");
        Assert.Equal((TransactionState.Succeeded, 1L), (status.State, status.Nonce));
        Assert.Single(_node.Executed, t => !t.IsForeign);
    }

    [Fact]
    public async Task A_hole_in_the_nonces_is_filled_by_what_waits_or_by_nothing()
    {
        _node.UseKeyElsewhere();
        _node.Mine();
        await EnqueueAsync("a");
        await EnqueueAsync("b");
        await DriveAsync();
        // The fork without the foreign transaction wins, and its author does not send it again: nonce 0 is nobody's.
        _node.LosePool();
        _node.Forget();
        for (var i = 0; i < 8; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(31));
            await DriveAsync();
            _node.Mine();
        }

        Assert.Equal([0, 1, 2], _node.Executed.Select(t => t.Nonce));
        Assert.Equal(1, _node.Executed.Count(t => t.Data.Length == 0));
        Assert.Equal((TransactionState.Succeeded, TransactionState.Succeeded), ((await FindAsync("a")).State, (await FindAsync("b")).State));
    }

    [Fact]
    public async Task A_final_transaction_whose_block_was_lost_after_all_is_sent_again()
    {
        await EnqueueAsync("a");
        for (var i = 0; i < 6; i++)
        {
            await DriveAsync();
            _node.Mine();
        }

        Assert.Equal(TransactionState.Succeeded, (await FindAsync("a")).State);
        _node.Reorganise((int)_node.HeadNumber, losing: true);
        Assert.Empty(_node.Executed);
        for (var i = 0; i < 6; i++)
        {
            await DriveAsync();
            _node.Mine();
        }

        Assert.Single(_node.Executed);
        Assert.Equal(TransactionState.Succeeded, (await FindAsync("a")).State);
    }

    [Fact]
    public async Task A_replacement_pays_at_least_an_eighth_more_and_is_the_one_mined()
    {
        await EnqueueAsync("a");
        await DriveAsync();
        var first = Assert.Single(_node.Pool);
        _time.Advance(TimeSpan.FromSeconds(31));
        await DriveAsync();
        var second = Assert.Single(_node.Pool);
        Assert.NotEqual(first.Hash, second.Hash);
        Assert.True(second.MaxFee * 8 >= first.MaxFee * 9 && second.Tip * 8 >= first.Tip * 9);
    }

    [Fact]
    public async Task A_replacement_beyond_the_ceiling_waits_and_says_so()
    {
        await EnqueueAsync("a");
        await DriveAsync(ceiling: 220);
        _time.Advance(TimeSpan.FromSeconds(31));
        var report = await DriveAsync(ceiling: 220);
        Assert.Equal((0, WaitingReason.GasCeiling), (report.Sent, report.Waiting));
        Assert.Single(_node.Pool);
    }

    [Fact]
    public async Task What_presses_goes_beyond_the_ceiling_and_takes_along_what_is_in_front_of_it()
    {
        await EnqueueAsync("in front");
        await DriveAsync(ceiling: 220);
        await EnqueueAsync("urgent", urgentFrom: _time.GetUtcNow().AddSeconds(31));
        await EnqueueAsync("calm");
        _node.BaseFee = 1_000;
        await DriveAsync(ceiling: 220, urgent: 10_000);
        Assert.Single(_node.Pool);

        _time.Advance(TimeSpan.FromSeconds(31));
        await DriveAsync(ceiling: 220, urgent: 10_000);
        Assert.Equal([0, 1], _node.Pool.Select(sent => sent.Nonce).Order());
        Assert.All(_node.Pool, sent => Assert.True(sent.MaxFee > 1_000));
        Assert.Equal(WaitingReason.GasCeiling, (await FindAsync("calm")).Waiting);
    }

    [Fact]
    public async Task Even_what_presses_has_a_ceiling()
    {
        await EnqueueAsync("urgent", urgentFrom: _time.GetUtcNow());
        _node.BaseFee = 100_000;
        var report = await DriveAsync(ceiling: 220, urgent: 10_000);
        Assert.Equal((0, WaitingReason.GasCeiling), (report.Sent, report.Waiting));
    }

    [Fact]
    public async Task A_price_that_rose_before_the_send_is_met()
    {
        await EnqueueAsync("a");
        _node.OnRequest = r => _node.BaseFee = r == "send" ? 1000 : _node.BaseFee;
        await DriveAsync();
        Assert.Empty(_node.Pool);
        _node.OnRequest = _ => { };
        await DriveAsync();
        Assert.True(Assert.Single(_node.Pool).MaxFee >= 1000);
    }

    [Fact]
    public async Task No_more_than_the_limit_are_on_their_way_at_once()
    {
        for (var i = 0; i < 20; i++)
        {
            await EnqueueAsync($"n{i}");
        }

        await DriveAsync();
        Assert.Equal(16, _node.Pool.Count);
        _node.Mine();
        await DriveAsync();
        Assert.Equal(4, _node.Pool.Count);
    }

    [Fact]
    public async Task Two_drives_at_once_are_one()
    {
        await EnqueueAsync("a");
        var reports = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => DriveAsync()));
        Assert.Equal(1, reports.Sum(r => r.Sent));
    }

    [Fact]
    public async Task What_anyone_could_do_waits_behind_settlement_and_never_takes_the_last_places()
    {
        for (var i = 0; i < 20; i++)
        {
            await EnqueueAsync($"collect{i}", TransactionUrgency.Background);
        }

        await DriveAsync();
        Assert.Equal(12, _node.Pool.Count);

        await EnqueueAsync("release");
        await DriveAsync();
        Assert.Equal(TransactionState.Pending, (await FindAsync("release")).State);
        Assert.Equal(13, _node.Pool.Count);
    }

    [Fact]
    public async Task A_settlement_that_comes_later_goes_before_what_anyone_could_do()
    {
        await EnqueueAsync("collect", TransactionUrgency.Background);
        await EnqueueAsync("release");
        await DriveAsync();
        Assert.Equal((0, 1), ((await FindAsync("release")).Nonce, (await FindAsync("collect")).Nonce));
    }

    [Theory]
    [InlineData(RpcErrorKind.Other, WaitingReason.NodeRefuses, 5)]
    [InlineData(RpcErrorKind.Malformed, WaitingReason.NodeRefuses, 5)]
    [InlineData(RpcErrorKind.Reverted, WaitingReason.WouldRevert, 5)]
    [InlineData(RpcErrorKind.Timeout, WaitingReason.NoEstimate, 20)]
    public async Task An_estimate_that_fails_is_counted_blocks_nobody_and_is_refused_at_last(RpcErrorKind kind, string reason, int timeout)
    {
        await EnqueueAsync("bad");
        _node.OnEstimate = _ => throw new ChainRpcException(kind, "no");
        await DriveAsync();
        Assert.Equal((TransactionState.Queued, reason), ((await FindAsync("bad")).State, (await FindAsync("bad")).Waiting));

        await EnqueueAsync("good", data: [2]);
        _node.OnEstimate = RefuseOnly(kind);
        await DriveAsync();
        Assert.Equal(TransactionState.Pending, (await FindAsync("good")).State);
        _node.Mine();

        for (var i = 0; i < timeout + 3; i++)
        {
            _node.Mine();
            await DriveAsync();
        }

        Assert.Equal(TransactionState.Refused, (await FindAsync("bad")).State);
        Assert.Single(_node.Executed);
    }

    [Fact]
    public async Task On_a_chain_where_others_are_always_under_way_a_bad_one_is_refused_all_the_same()
    {
        await EnqueueAsync("bad");
        _node.OnEstimate = RefuseOnly(RpcErrorKind.Reverted);
        for (var i = 0; i < 12; i++)
        {
            await EnqueueAsync($"good{i}", data: [2]);
            await DriveAsync();
            _time.Advance(TimeSpan.FromSeconds(5));
            _node.Mine();
        }

        Assert.Equal(TransactionState.Refused, (await FindAsync("bad")).State);
    }

    [Fact]
    public async Task A_node_that_is_away_is_no_reason_to_refuse()
    {
        await EnqueueAsync("a");
        _node.OnEstimate = _ => throw new ChainRpcException(RpcErrorKind.Unavailable, "away");
        for (var i = 0; i < 10; i++)
        {
            await Assert.ThrowsAsync<ChainRpcException>(() => DriveAsync());
        }

        _node.OnEstimate = _ => { };
        await DriveAsync();
        Assert.Equal(TransactionState.Pending, (await FindAsync("a")).State);
    }

    [Fact]
    public async Task An_estimate_beyond_what_a_block_takes_is_not_believed()
    {
        await EnqueueAsync("a");
        await EnqueueAsync("b");
        _node.Estimate = 1_000_000_000;
        await DriveAsync();
        Assert.Empty(_node.Pool);

        _node.Estimate = 50_000;
        await DriveAsync();
        Assert.Equal([62_500, 62_500], _node.Pool.Select(t => t.GasLimit));
    }

    [Fact]
    public async Task A_limit_of_gas_that_nodes_refuse_is_replaced_under_the_same_nonce()
    {
        await EnqueueAsync("a");
        _node.Estimate = 10_000_000;
        _node.OnRequest = r => _node.BlockGasLimit = r == "send" ? 1_000_000 : _node.BlockGasLimit;
        await DriveAsync();
        Assert.Equal(WaitingReason.NodeRefuses, (await FindAsync("a")).Waiting);

        (_node.Estimate, _node.OnRequest) = (50_000, _ => { });
        await EnqueueAsync("b");
        await DriveAsync();
        Assert.Equal([0, 1], _node.Pool.Select(t => t.Nonce));
        Assert.Null((await FindAsync("a")).Waiting);
    }

    [Fact]
    public async Task A_refused_call_that_would_now_revert_still_uses_up_its_nonce()
    {
        await EnqueueAsync("a");
        _node.Estimate = 10_000_000;
        _node.OnRequest = r => _node.BlockGasLimit = r == "send" ? 1_000_000 : _node.BlockGasLimit;
        await DriveAsync();
        _node.Mine();

        _node.OnRequest = _ => { };
        _node.OnEstimate = _ => throw new ChainRpcException(RpcErrorKind.Reverted, "no");
        await DriveAsync();
        Assert.Equal(1_000_000, Assert.Single(_node.Pool).GasLimit);
    }

    [Fact]
    public async Task What_is_refused_for_another_reason_is_sent_again_as_it_was_signed()
    {
        await EnqueueAsync("a");
        _node.OnRequest = r => Refuse(r == "send");
        await DriveAsync();
        var promised = (await FindAsync("a")).Hash;
        await DriveAsync();
        _node.OnRequest = _ => { };
        await DriveAsync();
        Assert.Equal(promised, Assert.Single(_node.Pool).Hash);

        static void Refuse(bool now)
        {
            if (now)
            {
                throw new ChainRpcException(RpcErrorKind.Other, "no");
            }
        }
    }

    // "bad" carries the byte 1, "good" another.
    private static Action<byte[]> RefuseOnly(RpcErrorKind kind) => data =>
    {
        if (data[0] == 1)
        {
            throw new ChainRpcException(kind, "no");
        }
    };

    private void FailOnce(string request)
    {
        _node.OnRequest = r =>
        {
            if (r == request)
            {
                _node.OnRequest = _ => { };
                throw new ChainRpcException(RpcErrorKind.Timeout, "no answer");
            }
        };
    }

    [Theory]
    [InlineData("recipient = '\\x00000000000000000000000000000000000000aa'")]
    [InlineData("data = '\\xdeadbeef'")]
    [InlineData("value = 1")]
    [InlineData("idempotency_key = idempotency_key || 'b'")]
    [InlineData("seal = NULL")]
    [InlineData("seal = ''")]
    [InlineData("is_filler = true")]
    [InlineData("is_filler = true, data = '', value = 0")]
    public async Task Drive_RequestChangedInDatabase_SignsOnlyTheOthers(string change)
    {
        await EnqueueAsync("changed", data: [7]);
        await EnqueueAsync("other", data: [8]);
        await ChangeAsync("changed", change);
        await DriveAsync();
        Assert.Equal([8], Assert.Single(_node.Pool).Data);
        Assert.Equal(1, (await Sender(null).WaitingCountsAsync(default))[WaitingReason.Unsealed]);
    }

    [Fact]
    public async Task Drive_SealOfAnotherRequest_SignsNothing()
    {
        await EnqueueAsync("a", data: [7]);
        await EnqueueAsync("b", data: [8]);
        await ChangeAsync("a", $"seal = (SELECT seal FROM chain.transactions o WHERE o.idempotency_key = '{_case}/b')");
        await DriveAsync();
        Assert.Equal([8], Assert.Single(_node.Pool).Data);
    }

    [Fact]
    public async Task Drive_RequestChangedAfterFirstSigning_SendsTheSignedBytesAndSignsNoOthers()
    {
        await EnqueueAsync("a", data: [7]);
        await DriveAsync();
        var signed = Assert.Single(_node.Pool).Hash;
        _node.LosePool();
        _node.BaseFee *= 50;
        await ChangeAsync("a", "data = '\\xdeadbeef'");
        _time.Advance(TimeSpan.FromSeconds(30));
        await DriveAsync();
        Assert.All(_node.Pool, sent => Assert.Equal(signed, sent.Hash));
        Assert.Equal(WaitingReason.Unsealed, (await FindAsync("a")).Waiting);
    }

    [Fact]
    public async Task SealOpen_RequestsOfFormerRelease_AreSent()
    {
        await EnqueueAsync("a", data: [7]);
        await ChangeAsync("a", "seal = NULL");
        await DriveAsync();
        Assert.Equal((0, WaitingReason.Unsealed), (_node.Pool.Count, (await FindAsync("a")).Waiting));
        Assert.Equal(1, await Sender(null).SealOpenAsync(default));
        Assert.Equal(0, await Sender(null).SealOpenAsync(default));
        await DriveAsync();
        Assert.Equal([7], Assert.Single(_node.Pool).Data);
    }

    [Fact]
    public async Task Retract_NotSigned_IsNeverSent()
    {
        await EnqueueAsync("a", data: [7]);
        await DriveAsync(ceiling: 1);
        Assert.True(await Sender(null).RetractAsync($"{_case}/a", default));
        await DriveAsync();
        Assert.Equal((0, TransactionState.Refused), (_node.Pool.Count, (await FindAsync("a")).State));
    }

    [Fact]
    public async Task Retract_Signed_GoesOn()
    {
        await EnqueueAsync("a", data: [7]);
        await DriveAsync();
        Assert.False(await Sender(null).RetractAsync($"{_case}/a", default));
        Assert.Single(_node.Pool);
    }

    [Fact]
    public async Task Drive_Emergency_GoesFirstAboveTheCeilingAndWithoutAFreePlace()
    {
        for (var i = 0; i < 20; i++)
        {
            await EnqueueAsync($"{i}", data: [7]);
        }

        await DriveAsync();
        var full = _node.Pool.Count;
        _node.BaseFee *= 3;
        await EnqueueAsync("pause", TransactionUrgency.Emergency, [9], _time.GetUtcNow());
        await DriveAsync(ceiling: _node.BaseFee, urgent: _node.BaseFee * 100);
        Assert.Equal((16, 17), (full, _node.Pool.Count));
        Assert.Contains(_node.Pool, sent => sent.Data is [9]);
    }

    private async Task ChangeAsync(string key, string change)
    {
        await using var command = database.Source.CreateCommand($"UPDATE chain.transactions SET {change} WHERE idempotency_key = $1");
        command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = $"{_case}/{key}" });
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }

    private Task<TransactionStatus> EnqueueAsync(
        string key, TransactionUrgency urgency = TransactionUrgency.Urgent, byte[]? data = null, DateTimeOffset? urgentFrom = null) =>
        Sender(null).EnqueueAsync(
            new TransactionRequest($"{_case}/{key}", TestOrders.Provider, data ?? [1], 0, urgency, DeadlinePriorityFrom: urgentFrom), default);

    private async Task<TransactionStatus> FindAsync(string key) => (await Sender(null).FindAsync($"{_case}/{key}", default))!;

    private Task<DriveReport> DriveAsync(BigInteger? ceiling = null, BigInteger? urgent = null) => Sender(ceiling, urgent).DriveAsync(default);

    private TransactionSender Sender(BigInteger? ceiling, BigInteger? urgent = null) => new(
        _node,
        _signer,
        new TransactionSeal(new byte[32]),
        new TransactionSenderOptions { ChainId = 9, Confirmations = 3, MaxFeePerGas = ceiling, DeadlineMaxFeePerGas = urgent },
        database.Source,
        _time,
        NullLogger<TransactionSender>.Instance);
}
