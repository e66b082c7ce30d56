using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Paynode.LocalHost.Functions;

/// <summary>A function as found in the code: its name, its method and its trigger.</summary>
/// <param name="Name">The name in <see cref="FunctionAttribute"/>.</param>
/// <param name="Method">The method.</param>
/// <param name="Trigger">The parameter that carries the trigger's attribute.</param>
/// <param name="Attribute">The trigger's attribute.</param>
internal sealed record FunctionDescriptor(string Name, MethodInfo Method, ParameterInfo Trigger, Attribute Attribute)
{
    /// <summary>The method's type and name.</summary>
    public string EntryPoint => $"{Method.DeclaringType?.FullName}.{Method.Name}";
}
