using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Paynode.LocalHost.Functions;

/// <summary>One run of a function; also the context that the function sees.</summary>
internal sealed class Invocation : FunctionContext
{
    private string? _id;
    private IDictionary<object, object>? _items;

    public required FunctionInvoker Function { get; init; }

    public required IServiceProvider Services { get; set; }

    /// <summary>What the trigger brings: a request's context, a message, a timer's state, an activity's input.</summary>
    public required object? Trigger { get; init; }

    public required CancellationToken Cancellation { get; init; }

    /// <summary>Named trigger data.</summary>
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
        get => _items ??= new Dictionary<object, object>();
        set => _items = value;
    }

    public override CancellationToken CancellationToken => Cancellation;

    private static IReadOnlyDictionary<string, object?> Empty { get; } = new Dictionary<string, object?>();

    /// <summary>The request, for an HTTP function.</summary>
    public HttpContext Http => (HttpContext)Trigger!;

    /// <summary>The durable client of this host.</summary>
    public DurableTaskClient DurableClient => Services.GetRequiredService<DurableTaskClient>();

    private sealed class TriggerData(Invocation invocation) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData { get; } = invocation.Trigger is HttpContext http
            ? http.Request.RouteValues.ToDictionary(value => value.Key, value => value.Value, StringComparer.OrdinalIgnoreCase)
            : invocation.Data;
    }
}
