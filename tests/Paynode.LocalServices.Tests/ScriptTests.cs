using System.Diagnostics;

namespace Paynode.LocalServices.Tests;

public sealed class ScriptTests
{
    [Theory]
    [InlineData("")]
    [InlineData("demo")]
    [InlineData("up")]
    [InlineData("down")]
    [InlineData("test")]
    [InlineData("bench")]
    [InlineData("check")]
    public async Task Every_command_explains_itself(string command)
    {
        var (code, output, _) = await RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Assert.Equal(0, code);
        Assert.Contains($"./paynode {command}".TrimEnd(), output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("test --nonsense")]
    [InlineData("bench nonsense")]
    [InlineData("check nonsense")]
    public async Task What_it_does_not_know_ends_with_2(string arguments)
    {
        var (code, _, errors) = await RunAsync(arguments.Split(' '));
        Assert.Equal(2, code);
        Assert.Contains("nonsense", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_sdk_it_says_how_to_get_it_and_ends_with_2()
    {
        using var tools = new FewTools();
        var (code, _, errors) = await RunAsync(["test"], tools.Path);
        Assert.Equal(2, code);
        Assert.Contains("dotnet-install.sh", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_node_it_says_how_to_get_it_and_ends_with_2()
    {
        using var tools = new FewTools();
        tools.Add("dotnet", "echo '10.0.100 [/usr/lib/dotnet/sdk]'");
        var (code, _, errors) = await RunAsync(["test"], tools.Path);
        Assert.Equal(2, code);
        Assert.Contains("nvm install", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_redis_an_ordinary_user_is_told_the_command_and_it_ends_with_2()
    {
        using var tools = new FewTools();
        tools.Add("dotnet", "echo '10.0.100 [/usr/lib/dotnet/sdk]'");
        tools.Add("node", "echo 22");
        tools.Add("npm", "exit 1");
        tools.Add("initdb", "exit 1");
        tools.Add("apt-get", "exit 1");
        tools.Add("id", "echo 1000");
        var (code, _, errors) = await RunAsync(["test"], tools.Path);
        Assert.Equal(2, code);
        Assert.Contains("redis", errors, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("install", errors, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string[] arguments, string? path = null)
    {
        var start = new ProcessStartInfo(Path.Combine(Clone.Root!, "paynode"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // From anywhere, not only from the clone.
            WorkingDirectory = "/",
        };
        foreach (var given in new[] { "DATABASE_URL", "REDIS_URL", "CHAIN_RPC_URL" })
            start.Environment.Remove(given);
        if (path is not null)
            start.Environment["PATH"] = path;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }

    /// <summary>A PATH with the shell's everyday programs and no others.</summary>
    private sealed class FewTools : IDisposable
    {
        private static readonly string[] Everyday =
            ["env", "bash", "sh", "dirname", "basename", "cat", "grep", "sed", "tr", "mkdir", "readlink", "flock", "id", "uname"];

        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("paynode-path-");

        public FewTools()
        {
            foreach (var name in Everyday)
            {
                if (new[] { "/usr/bin", "/bin" }.Select(folder => System.IO.Path.Combine(folder, name)).FirstOrDefault(File.Exists) is { } found)
                    File.CreateSymbolicLink(System.IO.Path.Combine(_folder.FullName, name), found);
            }
        }

        public string Path => _folder.FullName;

        public void Add(string name, string script)
        {
            var file = System.IO.Path.Combine(_folder.FullName, name);
            File.Delete(file);
            File.WriteAllText(file, $"#!/bin/sh\n{script}\n");
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
