using Paynode.LocalServices.Hosting;
using Paynode.LocalServices.Processes;

namespace Paynode.LocalServices.Tests;

public sealed class WebProgramTests
{
    [Fact]
    public async Task A_program_that_was_killed_answers_again_on_its_port_after_a_restart()
    {
        await using var program = await WebProgram.StartAsync(SampleProvider());
        var (pid, url) = (program.Pid, program.Url);

        await program.StopAsync(immediate: true);
        Assert.Null(ProcessIdentity.Of(pid));
        await program.RestartAsync();

        Assert.Equal(url, program.Url);
        using var http = new HttpClient();
        Assert.Contains("pay", await http.GetStringAsync(new Uri(url, "control")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_ends_at_its_start_is_reported_with_its_own_words()
    {
        var failure = await Assert.ThrowsAsync<ServerStartException>(
            () => WebProgram.StartAsync(SampleProvider() with { Arguments = _ => ["--nonsense"] }));

        Assert.Contains("Unknown option --nonsense", failure.Message, StringComparison.Ordinal);
    }

    private static WebProgramOptions SampleProvider() => new()
    {
        Name = "Provider",
        Project = "samples/provider/Paynode.SampleProvider",
        ReadyPath = "/control",
        Arguments = url =>
        [
            "--paynode", "http://127.0.0.1:9", "--id", "0199a000-0000-7000-8000-000000000001", "--secret", "secret",
            "--listen", url.GetLeftPart(UriPartial.Authority),
        ],
    };
}
