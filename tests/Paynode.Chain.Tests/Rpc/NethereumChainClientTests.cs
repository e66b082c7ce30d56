using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Paynode.Chain.Configuration;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;
using Paynode.Chain.Tests.Support;

namespace Paynode.Chain.Tests.Rpc;

public sealed class NethereumChainClientTests : IDisposable
{
    private static readonly Bytes32 Hash = Bytes32.Parse(new string('a', 64));
    private readonly ManualTime _time = new() { SkipsPauses = true };
    private readonly List<HttpClient> _opened = [];

    public void Dispose() => _opened.ForEach(http => http.Dispose());

    [Fact]
    public async Task A_busy_node_is_asked_again_after_growing_pauses()
    {
        var http = new ScriptedHttp(
            ScriptedHttp.Status(HttpStatusCode.TooManyRequests),
            ScriptedHttp.Error(-32005, "daily request count exceeded, request rate limited"),
            ScriptedHttp.Status(HttpStatusCode.BadGateway),
            ScriptedHttp.Result("0x7"));
        Assert.Equal(7, await Client(http).GetChainIdAsync(default));
        var pauses = _time.Pauses.Where(p => p < TimeSpan.FromSeconds(15)).ToArray();
        Assert.Equal(3, pauses.Length);
        Assert.True(pauses[0] < pauses[1] && pauses[1] < pauses[2], string.Join(' ', pauses));
    }

    [Fact]
    public async Task A_node_that_says_when_to_come_back_is_left_alone_until_then()
    {
        var http = new ScriptedHttp(
            _ =>
            {
                var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
                response.Headers.RetryAfter = new System.Net.Http.Headers.RetryConditionHeaderValue(TimeSpan.FromSeconds(4));
                return response;
            },
            ScriptedHttp.Result("0x7"));
        await Client(http).GetChainIdAsync(default);
        Assert.Contains(TimeSpan.FromSeconds(4), _time.Pauses);
    }

    [Fact]
    public async Task A_node_that_stays_away_is_given_up()
    {
        var http = new ScriptedHttp(ScriptedHttp.Status(HttpStatusCode.InternalServerError));
        var error = await Assert.ThrowsAsync<ChainRpcException>(() => Client(http).GetChainIdAsync(default));
        Assert.Equal((RpcErrorKind.Unavailable, 5), (error.Kind, http.Requests.Count));
    }

    [Theory]
    [InlineData(true, HttpStatusCode.InternalServerError, 2)]
    [InlineData(true, HttpStatusCode.TooManyRequests, 2)]
    [InlineData(false, HttpStatusCode.InternalServerError, 5)]
    public async Task GetLogs_QueryThatCanBeSplit_IsRepeatedOnce(bool canBeSplit, HttpStatusCode status, int requests)
    {
        var http = new ScriptedHttp(ScriptedHttp.Status(status));
        var filter = new LogFilter { FromBlock = 1, ToBlock = 2, CanBeSplit = canBeSplit };
        await Assert.ThrowsAsync<ChainRpcException>(() => Client(http).GetLogsAsync(filter, default));
        Assert.Equal(requests, http.Requests.Count);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 5)]
    public async Task GetLogs_QueryThatCanBeSplitTimesOut_IsNotRepeated(bool canBeSplit, int requests)
    {
        var http = new ScriptedHttp(ScriptedHttp.Error(-32000, "query timeout exceeded"));
        var filter = new LogFilter { FromBlock = 1, ToBlock = 2, CanBeSplit = canBeSplit };
        await Assert.ThrowsAsync<ChainRpcException>(() => Client(http).GetLogsAsync(filter, default));
        Assert.Equal(requests, http.Requests.Count);
    }

    [Fact]
    public async Task A_send_is_never_repeated()
    {
        var http = new ScriptedHttp(ScriptedHttp.Status(HttpStatusCode.BadGateway));
        var error = await Assert.ThrowsAsync<ChainRpcException>(() => Client(http).SendRawAsync([1], default));
        Assert.Equal((true, 1), (error.IsOutcomeUnknown, http.Requests.Count));
    }

    [Fact]
    public async Task A_node_that_does_not_answer_is_a_time_out_with_unknown_outcome()
    {
        using var silent = new HttpClient(new SilentHttp(() => _time.Advance(TimeSpan.FromSeconds(20))));
        var client = new NethereumChainClient(silent, new Uri("http://node/"), new RpcEndpointOptions(), _time, new Random(1));
        var error = await Assert.ThrowsAsync<ChainRpcException>(() => client.SendRawAsync([1], default));
        Assert.Equal((RpcErrorKind.Timeout, true), (error.Kind, error.IsOutcomeUnknown));
    }

    [Fact]
    public async Task Cancelling_is_not_a_time_out()
    {
        using var cut = new CancellationTokenSource();
        using var silent = new HttpClient(new SilentHttp(cut.Cancel));
        var client = new NethereumChainClient(silent, new Uri("http://node/"), new RpcEndpointOptions(), _time, new Random(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetChainIdAsync(cut.Token));
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":"0x""")]
    [InlineData("""{"jsonrpc":"2.0","id":1}""")]
    [InlineData("""{"jsonrpc":"2.0","id":2,"result":"0x1"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":"0xzz"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":17}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":null}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":"0x-1"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":"0x"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":"1","result":"0x1"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":"0x1"}{"jsonrpc":"2.0","id":1,"result":"0x1"}""")]
    [InlineData("""[]""")]
    [InlineData("""[1]""")]
    [InlineData("")]
    public async Task An_answer_that_is_none_is_malformed(string body)
    {
        var error = await Assert.ThrowsAsync<ChainRpcException>(() => Client(new ScriptedHttp(ScriptedHttp.Text(body))).GetChainIdAsync(default));
        Assert.Equal(RpcErrorKind.Malformed, error.Kind);
    }

    [Fact]
    public async Task An_answer_beyond_the_limit_is_cut_off()
    {
        var http = new ScriptedHttp(ScriptedHttp.Text(new string(' ', 2000)));
        var error = await Assert.ThrowsAsync<ChainRpcException>(
            () => Client(http, new RpcEndpointOptions { MaxResponseBytes = 1000 }).GetChainIdAsync(default));
        Assert.Equal(RpcErrorKind.ResponseTooLarge, error.Kind);
    }

    [Fact]
    public async Task A_batch_answered_in_any_order_is_put_in_order()
    {
        var http = new ScriptedHttp(ScriptedHttp.Batch(call => Header(call["params"]![0]!.GetValue<string>()), answers => answers.Reverse()));
        var headers = await Client(http).GetBlocksAsync([3, 4, 5], default);
        Assert.Equal([3, 4, 5], headers.Select(h => h!.Number));
    }

    [Fact]
    public async Task A_batch_with_a_missing_answer_is_malformed()
    {
        var http = new ScriptedHttp(ScriptedHttp.Batch(call => Header(call["params"]![0]!.GetValue<string>()), answers => answers.Skip(1)));
        var error = await Assert.ThrowsAsync<ChainRpcException>(() => Client(http).GetBlocksAsync([3, 4], default));
        Assert.Equal(RpcErrorKind.Malformed, error.Kind);
    }

    [Fact]
    public async Task A_header_of_another_block_is_malformed()
    {
        var http = new ScriptedHttp(ScriptedHttp.Batch(_ => Header("0x9")));
        var error = await Assert.ThrowsAsync<ChainRpcException>(() => Client(http).GetBlocksAsync([3, 4], default));
        Assert.Equal(RpcErrorKind.Malformed, error.Kind);
    }

    [Fact]
    public async Task Large_batches_are_split()
    {
        var http = new ScriptedHttp(ScriptedHttp.Batch(call => Header(call["params"]![0]!.GetValue<string>())));
        await Client(http, new RpcEndpointOptions { MaxBatch = 10 }).GetBlocksAsync([.. Enumerable.Range(0, 30).Select(n => (long)n)], default);
        Assert.Equal(3, http.Requests.Count);
    }

    [Fact]
    public async Task Logs_out_of_order_and_twice_come_in_order_and_once()
    {
        var http = new ScriptedHttp(ScriptedHttp.Result(new JsonArray(Log(2, 0), Log(1, 5), Log(1, 5), Log(1, 2))));
        var logs = await Client(http).GetLogsAsync(new LogFilter { FromBlock = 1, ToBlock = 2 }, default);
        Assert.Equal([(1, 2), (1, 5), (2, 0)], logs.Select(l => (l.BlockNumber, l.LogIndex)));
    }

    [Fact]
    public async Task A_log_that_was_removed_is_left_out()
    {
        var removed = Log(1, 0);
        removed["removed"] = true;
        var http = new ScriptedHttp(ScriptedHttp.Result(new JsonArray(removed)));
        Assert.Empty(await Client(http).GetLogsAsync(new LogFilter { FromBlock = 1, ToBlock = 2 }, default));
    }

    [Fact]
    public async Task A_log_that_was_not_asked_for_is_malformed()
    {
        var http = new ScriptedHttp(ScriptedHttp.Result(new JsonArray(Log(3, 0))));
        var error = await Assert.ThrowsAsync<ChainRpcException>(
            () => Client(http).GetLogsAsync(new LogFilter { FromBlock = 1, ToBlock = 2 }, default));
        Assert.Equal(RpcErrorKind.Malformed, error.Kind);
    }

    [Fact]
    public async Task Only_the_host_of_an_endpoint_is_ever_told()
    {
        var http = new HttpClient(new ScriptedHttp(ScriptedHttp.Status(HttpStatusCode.Unauthorized)));
        _opened.Add(http);
        var client = new NethereumChainClient(http, new Uri("http://node/v2/secret-key"), new RpcEndpointOptions(), _time, new Random(1));
        var error = await Assert.ThrowsAsync<ChainRpcException>(() => client.GetChainIdAsync(default));
        Assert.DoesNotContain("secret-key", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revert_data_is_found_wherever_nodes_put_it()
    {
        foreach (var data in new JsonNode[] { "0x11223344", "Reverted 0x11223344", new JsonObject { ["data"] = "0x11223344" } })
        {
            var http = new ScriptedHttp(ScriptedHttp.Error(3, "execution reverted", data));
            var error = await Assert.ThrowsAsync<ChainRpcException>(
                () => Client(http).CallAsync(new CallRequest(Address.Zero, []), BlockId.Latest, default));
            Assert.Equal((RpcErrorKind.Reverted, "11223344"), (error.Kind, Convert.ToHexString(error.RevertData)));
        }
    }

    [Fact]
    public async Task Read_NestedWithoutEnd_IsMalformed()
    {
        const int Depth = 1_000_000;
        var body = $$"""{"jsonrpc":"2.0","id":1,"result":{{new string('[', Depth)}}{{new string(']', Depth)}}}""";
        var error = await Assert.ThrowsAsync<ChainRpcException>(() => Client(new ScriptedHttp(ScriptedHttp.Text(body))).GetChainIdAsync(default));
        Assert.Equal(RpcErrorKind.Malformed, error.Kind);
    }

    [Fact]
    public async Task Read_NumberOfMoreThan256Bits_IsMalformed()
    {
        var http = new ScriptedHttp(ScriptedHttp.Result("0x" + new string('f', 1_000_000)));
        var error = await Assert.ThrowsAsync<ChainRpcException>(() => Client(http).GetBalanceAsync(Address.Zero, BlockId.Latest, default));
        Assert.Equal(RpcErrorKind.Malformed, error.Kind);
    }

    [Fact]
    public async Task Read_ResultOfAnotherType_IsMalformed()
    {
        foreach (var result in new JsonNode?[] { 17, "0x1", new JsonArray(), new JsonArray(1), new JsonArray((JsonNode?)null), new JsonObject() })
        {
            var header = await Assert.ThrowsAsync<ChainRpcException>(
                () => Client(new ScriptedHttp(ScriptedHttp.Batch(_ => result?.DeepClone()))).GetBlocksAsync([1, 2], default));
            Assert.Equal(RpcErrorKind.Malformed, header.Kind);
            if (result is not JsonArray { Count: 0 })
            {
                var logs = await Assert.ThrowsAsync<ChainRpcException>(
                    () => Client(new ScriptedHttp(ScriptedHttp.Result(result))).GetLogsAsync(new LogFilter { FromBlock = 1, ToBlock = 2 }, default));
                Assert.Equal(RpcErrorKind.Malformed, logs.Kind);
            }
        }
    }

    [Fact]
    public async Task GetBlock_FieldsThatAreNotUsedAreOfAnotherType_ReadsTheOthers()
    {
        var header = Header("0x5");
        (header["difficulty"], header["size"], header["author"], header["totalDifficulty"]) = (7, new JsonObject(), 12, "not a number");
        Assert.Equal(5, (await Client(new ScriptedHttp(ScriptedHttp.Result(header))).GetBlockAsync(BlockId.Latest, default))!.Number);
    }

    [Fact]
    public async Task GetLogs_TopicThatIsNoText_IsMalformed()
    {
        var log = Log(1, 0);
        log["topics"] = new JsonArray(1);
        var http = new ScriptedHttp(ScriptedHttp.Result(new JsonArray(log)));
        var error = await Assert.ThrowsAsync<ChainRpcException>(() => Client(http).GetLogsAsync(new LogFilter { FromBlock = 1, ToBlock = 2 }, default));
        Assert.Equal(RpcErrorKind.Malformed, error.Kind);
    }

    [Fact]
    public async Task GetBlocks_OneErrorForTheWholeBatch_HasItsKind()
    {
        var http = new ScriptedHttp(_ => ScriptedHttp.Error(-32005, "query returned more than 10000 results")(new JsonObject()));
        var error = await Assert.ThrowsAsync<ChainRpcException>(() => Client(http).GetBlocksAsync([1, 2], default));
        Assert.Equal(RpcErrorKind.RangeTooLarge, error.Kind);
    }

    [Fact]
    public async Task GetFees_NodeWithoutPriorityFee_TakesTheTipFromTheFeeHistory() => Assert.Equal(
        new FeeData(100, 30),
        await Client(FeeNode(batches: true, history: ["0x0", "0x1e", "0x14", "0x28", "0x0"])).GetFeesAsync(default));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GetFees_NodeWithoutFeeHistoryToo_TakesTheGasPriceLessTheBaseFee(bool batches) =>
        Assert.Equal(new FeeData(100, 7), await Client(FeeNode(batches, history: null)).GetFeesAsync(default));

    [Fact]
    public async Task GetFees_NobodyPaidATipLately_TakesTheGasPriceLessTheBaseFee() =>
        Assert.Equal(new FeeData(100, 7), await Client(FeeNode(batches: true, history: ["0x0", "0x0"])).GetFeesAsync(default));

    /// <summary>A node without eth_maxPriorityFeePerGas: base fee 100, price 107.</summary>
    private static ScriptedHttp FeeNode(bool batches, string[]? history) => new(request =>
    {
        if (request is JsonArray)
        {
            return ScriptedHttp.Error(batches ? -32601 : -32098, "unavailable")(new JsonObject());
        }

        var head = Header("0x5");
        head["baseFeePerGas"] = "0x64";
        return ((string)request["method"]!, history) switch
        {
            ("eth_getBlockByNumber", _) => ScriptedHttp.Result(head)(request),
            ("eth_gasPrice", _) => ScriptedHttp.Result("0x6b")(request),
            ("eth_feeHistory", { } tips) => ScriptedHttp.Result(new JsonObject
            {
                ["oldestBlock"] = "0x1",
                ["reward"] = new JsonArray([.. tips.Select(tip => (JsonNode)new JsonArray(tip))]),
                ["gasUsedRatio"] = new JsonArray(0.5, 0),
            })(request),
            _ => ScriptedHttp.Error(-32601, "the method does not exist")(request),
        };
    });

    [Fact]
    public async Task GetBlocks_NodeRefusesBatches_AsksOneByOne()
    {
        var http = new ScriptedHttp(request => request is JsonArray
            ? ScriptedHttp.Error(-32098, "batching is part of another plan")(new JsonObject())
            : ScriptedHttp.Result(Header(request["params"]![0]!.GetValue<string>()))(request));
        var client = Client(http);
        Assert.Equal([1, 2, 3, 4], (await client.GetBlocksAsync([1, 2, 3, 4], default)).Select(h => h!.Number));
        var asked = http.Requests.Count;
        Assert.Equal([5, 6, 7, 8], (await client.GetBlocksAsync([5, 6, 7, 8], default)).Select(h => h!.Number));
        Assert.Equal(4, http.Requests.Count - asked);
    }

    [Fact]
    public async Task GetBlocks_SameAnswerTwice_IsMalformed()
    {
        var http = new ScriptedHttp(ScriptedHttp.Batch(call => Header(call["params"]![0]!.GetValue<string>()), answers => answers.Take(1).Concat(answers.Take(1))));
        var error = await Assert.ThrowsAsync<ChainRpcException>(() => Client(http).GetBlocksAsync([3, 4], default));
        Assert.Equal(RpcErrorKind.Malformed, error.Kind);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task SendRaw_ErrorUnderAStatus_HasTheErrorsKind(HttpStatusCode status)
    {
        var http = new ScriptedHttp(ScriptedHttp.Status(status, """{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"nonce too low"}}"""));
        var error = await Assert.ThrowsAsync<ChainRpcException>(() => Client(http).SendRawAsync([1], default));
        Assert.Equal(RpcErrorKind.NonceTooLow, error.Kind);
    }

    [Fact]
    public async Task Read_UserInTheEndpoint_IsSentAsBasicAuthentication()
    {
        AuthenticationHeaderValue? sent = null;
        using var http = new HttpClient(new ObservedHttp(request => sent = request.Headers.Authorization));
        var client = new NethereumChainClient(http, new Uri("http://user:secret@node/"), new RpcEndpointOptions(), _time, new Random(1));
        await client.GetChainIdAsync(default);
        Assert.Equal(("Basic", "dXNlcjpzZWNyZXQ="), (sent!.Scheme, sent.Parameter));
    }

    // A redirect could lead a request, and what a provider put into its address, anywhere.
    [Fact]
    public async Task Read_Redirect_IsNotFollowed()
    {
        await using var node = RedirectingNode.Start();
        using var http = ChainClientFactory.CreateHttpClient();
        var client = new NethereumChainClient(http, node.Url, new RpcEndpointOptions(), _time, new Random(1));
        var error = await Assert.ThrowsAsync<ChainRpcException>(() => client.GetChainIdAsync(default));
        Assert.Equal((RpcErrorKind.Other, 1), (error.Kind, node.Requests));
    }

    private NethereumChainClient Client(ScriptedHttp handler, RpcEndpointOptions? options = null)
    {
        var http = new HttpClient(handler);
        _opened.Add(http);
        return new NethereumChainClient(http, new Uri("http://node/"), options ?? new RpcEndpointOptions(), _time, new Random(1));
    }

    private static JsonObject Header(string number) => new()
    {
        ["number"] = number, ["hash"] = Hash.ToString(), ["parentHash"] = Hash.ToString(), ["timestamp"] = "0x1", ["logsBloom"] = "0x",
    };

    private static JsonObject Log(int block, int index) => new()
    {
        ["address"] = "0x" + new string('1', 40), ["topics"] = new JsonArray(), ["data"] = "0x", ["blockNumber"] = $"0x{block}",
        ["blockHash"] = "0x" + new string((char)('0' + block), 64), ["transactionHash"] = Hash.ToString(), ["logIndex"] = $"0x{index}",
    };

    private sealed class SilentHttp(Action onRequest) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var forever = Task.Delay(Timeout.Infinite, cancellationToken);
            onRequest();
            await forever;
            throw new InvalidOperationException("Unreachable.");
        }
    }

    private sealed class ObservedHttp(Action<HttpRequestMessage> onRequest) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            onRequest(request);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("""{"id":1,"result":"0x1"}""") });
        }
    }
}
