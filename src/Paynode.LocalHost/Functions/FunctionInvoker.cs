using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Paynode.LocalHost.Functions;

/// <summary>
/// Invokes a function: creates its class, binds its parameters and awaits its result. Prepared once, at startup.
/// </summary>
internal sealed class FunctionInvoker
{
    private readonly MethodInvoker _method;
    private readonly ObjectFactory? _target;
    private readonly ParameterBinding[] _parameters;
    private readonly bool _waits;
    private readonly Func<object?, ValueTask<object?>> _unwrap;

    public FunctionInvoker(FunctionDescriptor function, Func<ParameterInfo, ParameterBinding> bind)
    {
        var method = function.Method;
        Definition = new DefinedFunction(function);
        _method = MethodInvoker.Create(method);
        _target = method.IsStatic ? null : ActivatorUtilities.CreateFactory(method.DeclaringType!, Type.EmptyTypes);
        _parameters = [.. method.GetParameters().Select(bind)];
        _waits = _parameters.Any(parameter => parameter.Value is null);
        _unwrap = ReturnValue.UnwrapperOf(method.ReturnType);
    }

    /// <summary>The function's name.</summary>
    public DefinedFunction Definition { get; }

    /// <summary>Runs the function.</summary>
    /// <returns>Its result; null if it has none.</returns>
    public ValueTask<object?> InvokeAsync(Invocation invocation) => _waits ? InvokeSlowlyAsync(invocation) : InvokeBound(invocation);

    private ValueTask<object?> InvokeBound(Invocation invocation)
    {
        var arguments = new object?[_parameters.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = _parameters[i].Value!(invocation);
        }

        return Call(invocation, arguments);
    }

    private async ValueTask<object?> InvokeSlowlyAsync(Invocation invocation)
    {
        var arguments = new object?[_parameters.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = _parameters[i] is { Value: { } value }
                ? value(invocation)
                : await _parameters[i].ValueAsync!(invocation);
        }

        return await Call(invocation, arguments);
    }

    private ValueTask<object?> Call(Invocation invocation, object?[] arguments)
    {
        if (_target is null)
        {
            return _unwrap(_method.Invoke(null, arguments.AsSpan()));
        }

        var target = _target(invocation.Services, null);
        return target is IDisposable or IAsyncDisposable
            ? CallAndDisposeAsync(target, arguments)
            : _unwrap(_method.Invoke(target, arguments.AsSpan()));
    }

    private async ValueTask<object?> CallAndDisposeAsync(object target, object?[] arguments)
    {
        try
        {
            return await _unwrap(_method.Invoke(target, arguments.AsSpan()));
        }
        finally
        {
            if (target is IAsyncDisposable asynchronous)
            {
                await asynchronous.DisposeAsync();
            }
            else
            {
                ((IDisposable)target).Dispose();
            }
        }
    }
}
