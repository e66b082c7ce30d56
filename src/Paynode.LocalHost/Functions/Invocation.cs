using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Paynode.LocalHost.Functions;

/// <summary>One invocation of a function, and the context that the function sees.</summary>
internal sealed class Invocation : FunctionContext
{
    private string? _id;
    private IDictionary<object, object>? _items;
    private FeatureSet? _features;

    public required FunctionInvoker Function { get; init; }

    public required IServiceProvider Services { get; set; }

    /// <summary>The trigger's value: a request's context, a message, a timer's state or an activity's input.</summary>
    public required object? Trigger { get; init; }

    public required CancellationToken Cancellation { get; init; }

    /// <summary>Trigger data by name.</summary>
    public IReadOnlyDictionary<string, object?> Data { get; init; } = Empty;

    public override string InvocationId => _id ??= Guid.CreateVersion7().ToString();

    public override string FunctionId => Function.Definition.Id;

    public override BindingContext BindingContext => new TriggerData(this);

    public override IServiceProvider InstanceServices
    {
        get => Services;
        set => Services = value;
    }

    public override FunctionDefinition FunctionDefinition => Function.Definition;

    public override IDictionary<object, object> Items
    {
        get => _items ??= FirstItems();
        set => _items = value;
    }

    public override IInvocationFeatures Features => _features ??= new FeatureSet();

    public override TraceContext TraceContext => new CurrentTrace();

    /// <summary>Retries are done by queues and orchestrations; functions have no retry policy of their own.</summary>
    public override RetryContext RetryContext => NoRetries.Instance;

    public override CancellationToken CancellationToken => Cancellation;

    private static IReadOnlyDictionary<string, object?> Empty { get; } = new Dictionary<string, object?>();

    /// <summary>The request, for an HTTP function.</summary>
    public HttpContext Http => (HttpContext)Trigger!;

    /// <summary>This host's durable client.</summary>
    public DurableTaskClient DurableClient => Services.GetRequiredService<DurableTaskClient>();

    // GetHttpContext of the ASP.NET Core extension looks for the request here.
    private Dictionary<object, object> FirstItems() =>
        Trigger is HttpContext http ? new() { ["HttpRequestContext"] = http } : [];

    private sealed class FeatureSet : IInvocationFeatures
    {
        private readonly Dictionary<Type, object> _features = [];

        public T? Get<T>() => _features.TryGetValue(typeof(T), out var feature) ? (T)feature : default;

        public void Set<T>(T instance) => _features[typeof(T)] = instance!;

        public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => _features.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private sealed class CurrentTrace : TraceContext
    {
        private readonly Activity? _activity = Activity.Current;

        public override string TraceParent => _activity?.Id ?? "";

        public override string TraceState => _activity?.TraceStateString ?? "";
    }

    private sealed class NoRetries : RetryContext
    {
        public static NoRetries Instance { get; } = new();

        public override int RetryCount => 0;

        public override int MaxRetryCount => 0;
    }

    private sealed class TriggerData(Invocation invocation) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData { get; } = invocation.Trigger is HttpContext http
            ? http.Request.RouteValues.ToDictionary(value => value.Key, value => value.Value, StringComparer.OrdinalIgnoreCase)
            : invocation.Data;
    }
}
