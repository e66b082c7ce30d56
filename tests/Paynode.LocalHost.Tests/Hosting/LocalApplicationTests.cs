using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Paynode.LocalServices;

namespace Paynode.LocalHost.Tests;

/// <summary>The host end to end: HTTP in front, queues, timers and orchestrations behind, one PostgreSQL below.</summary>
[Collection("postgres")]
public sealed class LocalApplicationTests(TestPostgres postgres) : IAsyncLifetime
{
    private LocalApplication _app = null!;
    private HttpClient _http = null!;
    private Sink _sink = null!;
    private TestHub _hub = null!;

    public async Task InitializeAsync()
    {
        var builder = LocalApplication.CreateBuilder();
        builder.Configuration["PAYNODE_LISTEN"] = "http://127.0.0.1:0";
        builder.Configuration["PAYNODE_ADMIN_KEY"] = "secret";
        builder.Configuration["ORDERS_QUEUE"] = "orders";
        _hub = await postgres.CreateHubAsync();
        builder.Services.AddSingleton(_hub.Source);
        builder.Services.AddSingleton<Sink>();
        builder.AddFunctions(typeof(SampleFunctions));
        builder.Queues.RetryPause = TimeSpan.FromMilliseconds(1);
        builder.Queues.MaxDeliveryCount = 3;
        _app = builder.Build();
        await _app.StartAsync();
        _sink = _app.Services.GetRequiredService<Sink>();
        _http = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _hub.DisposeAsync();
    }

    [Fact]
    public async Task A_request_starts_an_orchestration_whose_activity_has_its_services()
    {
        var started = await _http.PostAsJsonAsync("/api/greetings/ada", new { });
        var id = (await started.Content.ReadFromJsonAsync<JsonObject>())!["id"]!.ToString();
        var client = _app.Services.GetRequiredService<DurableTaskClient>();

        var ended = await client.WaitForInstanceCompletionAsync(id, true);

        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        Assert.Equal("hello ada", ended.ReadOutputAs<string>());
    }

    [Theory]
    [InlineData("GET", "/api/nowhere", 404, "not_found")]
    [InlineData("DELETE", "/api/greetings/ada", 405, "method_not_allowed")]
    [InlineData("GET", "/api/broken", 500, "internal_error")]
    [InlineData("GET", "/api/guarded", 401, "unauthorized")]
    [InlineData("GET", "/api/number/x", 404, "not_found")]
    public async Task What_no_function_answers_is_a_problem_document(string method, string path, int status, string code)
    {
        using var answer = await _http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        var problem = await answer.Content.ReadFromJsonAsync<JsonObject>();

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(code, problem!["code"]!.ToString());
        Assert.DoesNotContain("hidden", problem.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_malformed_body_is_a_400_and_the_admin_key_opens_guarded_functions()
    {
        using var malformed = await _http.PostAsync("/api/echo", new StringContent("{", System.Text.Encoding.UTF8, "application/json"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/guarded");
        request.Headers.Add("x-functions-key", "secret");
        using var guarded = await _http.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, malformed.StatusCode);
        Assert.Equal(HttpStatusCode.OK, guarded.StatusCode);
        Assert.Equal("7", await _http.GetStringAsync("/api/number/7"));
    }

    [Fact]
    public async Task Messages_of_a_session_are_handled_in_order_and_a_repeated_id_once()
    {
        var sender = _app.Services.GetRequiredService<IQueueSender>();
        var sent = Enumerable.Range(0, 40).Select(i => QueueMessage.Json("orders", new Order(i), $"m{i}", $"s{i % 4}")).ToArray();

        await sender.SendAsync(sent);
        await sender.SendAsync(sent);
        var handled = await _sink.TakeAsync(40);

        for (var session = 0; session < 4; session++)
        {
            var numbers = handled.Where(n => n % 4 == session).ToArray();
            Assert.Equal(numbers.Order(), numbers);
        }

        Assert.Equal(40, handled.Distinct().Count());
    }

    [Fact]
    public async Task A_message_that_always_fails_is_dead_after_the_last_delivery_with_its_reason()
    {
        var source = _app.Services.GetRequiredService<NpgsqlDataSource>();
        await _app.Services.GetRequiredService<IQueueSender>().SendAsync([QueueMessage.Json("poison", new Order(1))]);

        var reason = await Eventually.GetAsync(async () =>
        {
            await using var command = source.CreateCommand("SELECT reason || ' ' || delivery_count || ' ' || description FROM durable.dead_letters");
            return (string?)await command.ExecuteScalarAsync();
        });

        Assert.Equal("MaxDeliveryCountExceeded 3 System.InvalidOperationException: never", reason);
    }

    [Fact]
    public async Task A_message_sent_in_a_transaction_exists_only_if_it_commits()
    {
        var sender = _app.Services.GetRequiredService<IQueueSender>();
        var source = _app.Services.GetRequiredService<NpgsqlDataSource>();
        await using var connection = await source.OpenConnectionAsync();
        await using (var undone = await connection.BeginTransactionAsync())
        {
            await sender.SendAsync(connection, [QueueMessage.Json("orders", new Order(1001))]);
            await undone.RollbackAsync();
        }

        await using (var done = await connection.BeginTransactionAsync())
        {
            await sender.SendAsync(connection, [QueueMessage.Json("orders", new Order(1002))]);
            await done.CommitAsync();
        }

        Assert.Equal([1002], await _sink.TakeAsync(1));
    }

    [Fact]
    public async Task A_batched_function_takes_many_messages_in_a_call()
    {
        var sender = _app.Services.GetRequiredService<IQueueSender>();

        await sender.SendAsync(Enumerable.Range(0, 10).Select(i => QueueMessage.Json("batches", new Order(i))).ToArray());

        Assert.Equal(Enumerable.Range(0, 10), (await _sink.TakeAsync(10)).Order());
        Assert.True(_sink.Calls < 10);
    }

    [Fact]
    public async Task A_timer_runs_at_start_when_asked_to() => Assert.Contains(-1, await _sink.TakeTicksAsync(1));

    public sealed record Order(int Number);

    public sealed class Sink
    {
        private readonly System.Threading.Channels.Channel<int> _numbers = System.Threading.Channels.Channel.CreateUnbounded<int>();
        private readonly System.Threading.Channels.Channel<int> _ticks = System.Threading.Channels.Channel.CreateUnbounded<int>();
        private int _calls;

        public int Calls => _calls;

        public void Add(params int[] numbers)
        {
            Interlocked.Increment(ref _calls);
            Array.ForEach(numbers, number => _numbers.Writer.TryWrite(number));
        }

        public void Tick() => _ticks.Writer.TryWrite(-1);

        public Task<List<int>> TakeAsync(int count) => TakeAsync(_numbers, count);

        public Task<List<int>> TakeTicksAsync(int count) => TakeAsync(_ticks, count);

        private static async Task<List<int>> TakeAsync(System.Threading.Channels.Channel<int> from, int count)
        {
            using var timeout = HangLimit.Begin();
            var taken = new List<int>();
            while (taken.Count < count)
            {
                taken.Add(await from.Reader.ReadAsync(timeout.Token));
            }

            return taken;
        }
    }

    public sealed class SampleFunctions(Sink sink)
    {
        [Function("Greet")]
        public async Task<IResult> Greet(
            [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "greetings/{name}")] HttpRequest request,
            string name,
            [DurableClient] DurableTaskClient client,
            FunctionContext context,
            CancellationToken cancellation)
        {
            Assert.Equal("Greet", context.FunctionDefinition.Name);
            var id = await client.ScheduleNewOrchestrationInstanceAsync(nameof(Hello), name, cancellation: cancellation);
            return TypedResults.Accepted((string?)null, new { id, request.Method });
        }

        [Function(nameof(Hello))]
        public static Task<string> Hello([OrchestrationTrigger] TaskOrchestrationContext context) =>
            context.CallActivityAsync<string>(nameof(Say), context.GetInput<string>());

        [Function(nameof(Say))]
        public string Say([ActivityTrigger] string name, string instanceId)
        {
            Assert.NotEmpty(instanceId);
            Assert.NotNull(sink);
            return "hello " + name;
        }

        [Function("Broken")]
        public static IResult Broken([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "broken")] HttpRequest request) =>
            throw new InvalidOperationException("hidden" + request.Path);

        [Function("Guarded")]
        public static IResult Guarded([HttpTrigger(AuthorizationLevel.Function, "get", Route = "guarded")] HttpRequest request) =>
            TypedResults.Ok(request.Path.Value);

        [Function("Number")]
        public static IResult Number([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "number/{value}")] HttpRequest request, int value) =>
            TypedResults.Text(value.ToString(System.Globalization.CultureInfo.InvariantCulture) + request.QueryString);

        [Function("Echo")]
        public static Order Echo([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "echo")] Order order) => order;

        [Function("Orders")]
        public void Orders([ServiceBusTrigger("%ORDERS_QUEUE%", IsSessionsEnabled = true)] Order order) => sink.Add(order.Number);

        [Function("Poison")]
        public static void Poison([ServiceBusTrigger("poison")] Order order, int deliveryCount) =>
            throw new InvalidOperationException(order.Number * deliveryCount > 0 ? "never" : "?");

        [Function("Batches")]
        public Task Batches([ServiceBusTrigger("batches", IsBatched = true)] Order[] orders)
        {
            sink.Add([.. orders.Select(order => order.Number)]);
            return Task.CompletedTask;
        }

        [Function("Tick")]
        public void Tick([TimerTrigger("0 0 0 1 1 *", RunOnStartup = true)] TimerInfo timer)
        {
            Assert.False(timer.IsPastDue);
            sink.Tick();
        }
    }
}
