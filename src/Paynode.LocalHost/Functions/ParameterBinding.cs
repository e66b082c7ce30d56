using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Paynode.LocalHost.Functions;

/// <summary>The source of one parameter's value: available immediately, or after reading a request's body.</summary>
/// <param name="Value">Returns the value synchronously; null if the binding is asynchronous.</param>
/// <param name="ValueAsync">Returns the value asynchronously.</param>
internal sealed record ParameterBinding(Func<Invocation, object?>? Value, Func<Invocation, ValueTask<object?>>? ValueAsync = null)
{
    /// <summary>A binding with a synchronous value.</summary>
    public static ParameterBinding Of(Func<Invocation, object?> value) => new(value);

    /// <summary>The bindings available to every function: context, cancellation token and durable client.</summary>
    /// <returns>The binding, or null if the parameter is none of these.</returns>
    public static ParameterBinding? Common(ParameterInfo parameter)
    {
        if (parameter.ParameterType == typeof(FunctionContext))
        {
            return Of(invocation => invocation);
        }

        if (parameter.ParameterType == typeof(CancellationToken))
        {
            return Of(invocation => invocation.Cancellation);
        }

        return parameter.ParameterType == typeof(DurableTaskClient) ? Of(invocation => invocation.DurableClient) : null;
    }

    /// <summary>Converts text from a route or from trigger data to a parameter's type.</summary>
    /// <exception cref="FormatException">The text is not a valid value.</exception>
    public static Func<object?, object?> Converter(Type type)
    {
        var target = Nullable.GetUnderlyingType(type) ?? type;
        var missing = type.IsValueType && target == type ? Activator.CreateInstance(type) : null;
        if (target == typeof(string))
        {
            return value => value is null ? null : Convert.ToString(value, CultureInfo.InvariantCulture);
        }

        var converter = TypeDescriptor.GetConverter(target);
        return value => value switch
        {
            null => missing,
            _ when target.IsInstanceOfType(value) => value,
            string text => Parse(converter, text),
            IConvertible number when target.IsPrimitive => Convert.ChangeType(number, target, CultureInfo.InvariantCulture),
            _ => throw new FormatException($"A {value.GetType().Name} is not a {target.Name}."),
        };
    }

    private static object? Parse(TypeConverter converter, string text)
    {
        try
        {
            return converter.ConvertFromInvariantString(text);
        }
        catch (Exception e) when (e is not FormatException)
        {
            // Type converters wrap the original exception.
            throw new FormatException(e.Message, e);
        }
    }
}
