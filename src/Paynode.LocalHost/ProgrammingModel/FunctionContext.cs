namespace Paynode.LocalHost;

/// <summary>One run of a function.</summary>
public abstract class FunctionContext
{
    /// <summary>Identifies this run.</summary>
    public abstract string InvocationId { get; }

    /// <summary>Identifies the function.</summary>
    public abstract string FunctionId { get; }

    /// <summary>What the trigger knows besides the bound parameters.</summary>
    public abstract BindingContext BindingContext { get; }

    /// <summary>The services of this run.</summary>
    public abstract IServiceProvider InstanceServices { get; set; }

    /// <summary>The function.</summary>
    public abstract FunctionDefinition FunctionDefinition { get; }

    /// <summary>Values shared within this run.</summary>
    public abstract IDictionary<object, object> Items { get; set; }

    /// <summary>Cancelled when the caller goes away or the host stops.</summary>
    public virtual CancellationToken CancellationToken { get; }
}
