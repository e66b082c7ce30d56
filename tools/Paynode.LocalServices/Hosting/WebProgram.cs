using Paynode.LocalServices.Processes;

namespace Paynode.LocalServices.Hosting;

/// <summary>
/// A web program of this repository as a process of its own, so that it can be stopped, killed and started again
/// like any server: <see cref="PrivateServer.StopAsync"/> with <c>immediate</c> is SIGKILL, otherwise SIGTERM.
/// </summary>
public sealed class WebProgram : PrivateServer
{
    private static readonly HttpClient Http = new() { Timeout = Timeout.InfiniteTimeSpan };

    private readonly WebProgramOptions _options;
    private readonly string _assembly;

    private WebProgram(WebProgramOptions options, string directory)
        : base(options, directory)
    {
        _options = options;
        _assembly = BuiltProgram.PathOf(options.Project);
    }

    /// <summary>Where it listens: http://127.0.0.1:port, the same after a restart.</summary>
    public Uri Url => UrlOn(Port);

    private protected override string Name => _options.Name;

    /// <summary>Starts the program and waits until its ready path answers 200.</summary>
    public static async Task<WebProgram> StartAsync(WebProgramOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var program = new WebProgram(options, ServerDirectory.Create(options, options.Name.ToLowerInvariant()));
        try
        {
            await program.LaunchAsync();
            return program;
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    private protected override SupervisedProcessOptions Command(int port) => new()
    {
        Program = "dotnet",
        Arguments = [_assembly, .. _options.Arguments(UrlOn(port))],
        Environment = _options.Environment(UrlOn(port)),
        WorkingDirectory = Directory,
        LogFile = LogFile,
        // Its parent is gone without a word: there is nobody left to finish work for.
        DeathSignal = "KILL",
    };

    private protected override async Task<bool> AnswersAsync(int port, int pid, CancellationToken cancellation)
    {
        try
        {
            using var response = await Http.GetAsync(new Uri(UrlOn(port), _options.ReadyPath), cancellation);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static Uri UrlOn(int port) => new UriBuilder(Uri.UriSchemeHttp, "127.0.0.1", port).Uri;
}
