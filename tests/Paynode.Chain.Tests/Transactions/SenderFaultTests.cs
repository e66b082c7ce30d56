using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Paynode.Chain.Cryptography;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;
using Paynode.Chain.Tests.Support;
using Paynode.Chain.Transactions;

namespace Paynode.Chain.Tests.Transactions;

/// <summary>
/// Stuck, dropped, replaced and doubly sent transactions, keys used elsewhere, shallow reorganisations, late receipts
/// and a process that dies at any step: whatever comes together, each request has its effect once.
/// </summary>
public sealed class SenderFaultTests(ChainDatabase database) : IClassFixture<ChainDatabase>
{
    private const int Confirmations = 4;
    private static int s_lastKey;

    [Fact]
    public Task Whatever_goes_wrong_each_request_has_one_effect() =>
        Properties.HoldAtOnceAsync(Properties.LongOr(1000, 500), 4, Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => RunAsync(seed).Wait()));

    private async Task RunAsync(int seed)
    {
        var random = new Random(seed);
        var node = new ScriptedNode();
        var time = new ManualTime();
        var requests = Enumerable.Range(0, random.Next(1, 6)).Select(i => Request($"case {seed}/{Interlocked.Increment(ref s_lastKey)}/{i}")).ToArray();
        var signer = NewKey();
        var steps = random.Next(10, 40);
        for (var step = 0; step < steps; step++)
        {
            await EnqueueAsync(NewSender(node, signer, time), requests[random.Next(requests.Length)]);
            await FaultyStepAsync(node, signer, time, random);
        }

        node.ReceiptLag = 0;
        (node.BaseFee, node.Tip) = (100, 10);
        foreach (var request in requests)
        {
            await EnqueueAsync(NewSender(node, signer, time), request);
        }

        await SettleAsync(node, signer, time);
        var effects = node.Executed.Where(t => !t.IsForeign && t.Data.Length > 0).Select(t => Encoding.UTF8.GetString(t.Data)).Order();
        Assert.Equal(requests.Select(r => r.IdempotencyKey).Order(), effects);
        foreach (var request in requests)
        {
            Assert.Equal(TransactionState.Succeeded, (await NewSender(node, signer, time).FindAsync(request.IdempotencyKey, default))!.State);
        }
    }

    private async Task FaultyStepAsync(ScriptedNode node, LocalKeySigner signer, ManualTime time, Random random)
    {
        switch (random.Next(12))
        {
            case 0:
                node.LosePool();
                break;
            case 1:
                node.UseKeyElsewhere();
                break;
            case 2 when node.HeadNumber > Confirmations:
                node.Reorganise(random.Next(1, Confirmations - 1), losing: random.Next(2) == 0);
                break;
            case 3:
                (node.BaseFee, node.Tip) = (random.Next(50, 1000), random.Next(1, 100));
                break;
            case 4:
                node.ReceiptLag = random.Next(0, 3);
                break;
            case 5 or 6:
                time.Advance(TimeSpan.FromSeconds(random.Next(5, 60)));
                break;
            case 7:
                await Task.WhenAll(DriveAsync(node, signer, time, random), DriveAsync(node, signer, time, random));
                break;
            case 8 or 9:
                node.Mine();
                break;
            default:
                await DriveAsync(node, signer, time, random);
                break;
        }
    }

    /// <summary>A drive in a process of its own, in which any request may fail or be the last thing the process does.</summary>
    private async Task DriveAsync(ScriptedNode node, LocalKeySigner key, ManualTime time, Random random)
    {
        using var crash = new CancellationTokenSource();
        var fatal = random.Next(2) == 0 ? random.Next(1, 25) : int.MaxValue;
        var requests = 0;
        void Interfere(string request)
        {
            // From its last request on nothing the process does succeeds: the token stops its writes too.
            if (++requests >= fatal)
            {
                crash.Cancel();
                crash.Token.ThrowIfCancellationRequested();
            }

            if (request is "send" or "send done" && random.Next(6) == 0)
            {
                throw new ChainRpcException(random.Next(2) == 0 ? RpcErrorKind.Timeout : RpcErrorKind.Unavailable, "no answer");
            }

            if (!request.StartsWith("send", StringComparison.Ordinal) && !request.StartsWith("sign", StringComparison.Ordinal) && random.Next(60) == 0)
            {
                throw new ChainRpcException(RpcErrorKind.RateLimited, "busy");
            }
        }

        var signer = new CrashingSigner(key) { OnRequest = Interfere };
        node.OnRequest = Interfere;
        try
        {
            await NewSender(node, signer, time).DriveAsync(crash.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or ChainRpcException)
        {
            // The process died, or the node could not be read: the next drive resumes.
        }
        finally
        {
            node.OnRequest = _ => { };
        }
    }

    private async Task SettleAsync(ScriptedNode node, LocalKeySigner signer, ManualTime time)
    {
        for (var round = 0; round < 200; round++)
        {
            var report = await NewSender(node, signer, time).DriveAsync(default);
            if (!report.WasBusy && report.Open == 0)
            {
                return;
            }

            node.Mine();
            time.Advance(TimeSpan.FromSeconds(15));
        }

        Assert.Fail("Transactions are still open after 200 blocks.");
    }

    private TransactionSender NewSender(ScriptedNode node, ISigner signer, ManualTime time) => new(
        node,
        signer,
        new TransactionSeal(new byte[32]),
        new TransactionSenderOptions { ChainId = 9, Confirmations = Confirmations, MaxFeePerGas = 5000 },
        database.Source,
        time,
        NullLogger<TransactionSender>.Instance);

    private static Task<TransactionStatus> EnqueueAsync(TransactionSender sender, TransactionRequest request) =>
        sender.EnqueueAsync(request, default);

    private static TransactionRequest Request(string key) => new(key, TestOrders.Provider, Encoding.UTF8.GetBytes(key));

    private static LocalKeySigner NewKey() =>
        new(Keccak256.Hash($"key {Interlocked.Increment(ref s_lastKey)}").ToArray());
}
