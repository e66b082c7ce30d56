using System.Reflection;

namespace Paynode.LocalServices.Hosting;

/// <summary>Finds what the build made of this repository's projects.</summary>
public static class BuiltProgram
{
    private const string Framework = "net10.0";

    /// <summary>
    /// The assembly of a project, such as <c>functions/Paynode.Functions</c>, in the configuration that this very
    /// library was built in.
    /// </summary>
    /// <param name="project">Path of the project file from the clone's root, without its ending.</param>
    /// <exception cref="FileNotFoundException">It was not built.</exception>
    public static string PathOf(string project)
    {
        var root = Clone.Root ?? throw new FileNotFoundException("This program does not run from a clone of the repository.");
        var configuration = typeof(BuiltProgram).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration ?? "Debug";
        var path = Path.Combine(
            root, Path.GetDirectoryName(project)!, "bin", configuration, Framework, Path.GetFileName(project) + ".dll");
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"{project} was not built in {configuration}: dotnet build -c {configuration} {project}.csproj", path);
    }
}
