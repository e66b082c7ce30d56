using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Paynode.LocalHost.Functions;

/// <summary>A function found in the code: its name, method and trigger.</summary>
/// <param name="Name">The name in its <see cref="FunctionAttribute"/>.</param>
/// <param name="Method">The method that implements it.</param>
/// <param name="Trigger">The parameter with the trigger attribute.</param>
/// <param name="Attribute">The trigger attribute.</param>
internal sealed record FunctionDescriptor(string Name, MethodInfo Method, ParameterInfo Trigger, Attribute Attribute)
{
    /// <summary>The method's type and name, for messages.</summary>
    public string EntryPoint => $"{Method.DeclaringType?.FullName}.{Method.Name}";
}
