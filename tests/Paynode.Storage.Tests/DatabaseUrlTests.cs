using Npgsql;

namespace Paynode.Storage.Tests;

public sealed class DatabaseUrlTests
{
    [Fact]
    public void Every_part_is_percent_decoded()
    {
        var parts = Parse("postgres://us%40er:p%3Ass%2Fw%25rd@db.example:6543/pay%20node");

        Assert.Equal("us@er", parts.Username);
        Assert.Equal("p:ss/w%rd", parts.Password);
        Assert.Equal("db.example", parts.Host);
        Assert.Equal(6543, parts.Port);
        Assert.Equal("pay node", parts.Database);
    }

    [Fact]
    public void What_is_left_out_takes_the_usual_value()
    {
        var parts = Parse("postgresql://localhost/paynode");

        Assert.Equal(5432, parts.Port);
        Assert.Null(parts.Username);
        Assert.Null(parts.Password);
    }

    [Theory]
    [InlineData("require", SslMode.Require)]
    [InlineData("verify-full", SslMode.VerifyFull)]
    [InlineData("verify-ca", SslMode.VerifyCA)]
    [InlineData("disable", SslMode.Disable)]
    public void The_ssl_mode_may_be_written_as_libpq_does(string mode, SslMode expected) =>
        Assert.Equal(expected, Parse($"postgres://u:p@h/d?sslmode={mode}").SslMode);

    [Fact]
    public void Options_may_be_libpqs_or_Npgsqls()
    {
        var parts = Parse("postgres://u:p@h/d?connect_timeout=7&Maximum%20Pool%20Size=12&application_name=a%26b&host=%2Fvar%2Frun");

        Assert.Equal(7, parts.Timeout);
        Assert.Equal(12, parts.MaxPoolSize);
        Assert.Equal("a&b", parts.ApplicationName);
        Assert.Equal("/var/run", parts.Host);
    }

    [Fact]
    public void An_address_of_version_6_loses_its_brackets() => Assert.Equal("::1", Parse("postgres://u:p@[::1]:5433/d").Host);

    [Fact]
    public void Npgsqls_own_form_passes_through() =>
        Assert.Equal("Host=h;Username=u", DatabaseUrl.ToConnectionString("Host=h;Username=u"));

    [Theory]
    [InlineData("postgres://u:hunter2@h:port/d")]
    [InlineData("postgres://u:hunter2@h/d?nonsense=1")]
    [InlineData("postgres://u:hunter2@h/d?connect_timeout=soon")]
    public void A_fault_is_named_without_the_password(string url)
    {
        var fault = Assert.ThrowsAny<ArgumentException>(() => DatabaseUrl.ToConnectionString(url));

        Assert.DoesNotContain("hunter2", fault.ToString(), StringComparison.Ordinal);
    }

    private static NpgsqlConnectionStringBuilder Parse(string url) => new(DatabaseUrl.ToConnectionString(url));
}
