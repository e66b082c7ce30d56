using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Paynode.Functions;

namespace Paynode.Functions.Tests;

public sealed class OperatorKeyTests
{
    [Theory]
    [InlineData("")]
    [InlineData("0123456789abcdef")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void AdminKey_TooShortOrUniform_IsRefused(string key) => Assert.Throws<ArgumentException>(() => AccessOptions.ForAdminKey(key));

    [Fact]
    public void AdminKey_Of32RandomBytes_IsTaken()
    {
        var bytes = SHA256.HashData("a key"u8);
        Assert.Equal(32, AccessOptions.ForAdminKey(Convert.ToBase64String(bytes)).AdminKeyHash.Length);
        Assert.Equal(32, AccessOptions.ForAdminKey(Convert.ToHexString(bytes)).AdminKeyHash.Length);
    }

    [Fact]
    public void Guesses_TooManyInAMinute_AreRefusedAlertedOnceAndForgotten()
    {
        var (time, log) = (new SteppedTime(), new CountingLog());
        var guesses = new OperatorGuesses(null!, time, log);
        for (var i = 0; i < OperatorGuesses.MaxPerMinute; i++)
        {
            Assert.False(guesses.IsTooMany());
        }

        Assert.True(guesses.IsTooMany());
        Assert.True(guesses.IsTooMany());
        Assert.Equal(1, log.Alerts);

        time.Now += TimeSpan.FromMinutes(1);
        Assert.False(guesses.IsTooMany());
    }

    [Fact]
    public async Task Guesses_TooManyInAMinute_AreDelayedUpToANumberOfThem()
    {
        var time = new FakeTimeProvider();
        var guesses = new OperatorGuesses(null!, time, new CountingLog());
        for (var i = 0; i < OperatorGuesses.MaxPerMinute; i++)
        {
            Assert.False(await guesses.IsTooManyAsync("guess", default));
        }

        var delayed = Enumerable.Range(0, OperatorGuesses.MaxDelayed).Select(_ => guesses.IsTooManyAsync("guess", default).AsTask()).ToList();
        Assert.All(delayed, it => Assert.False(it.IsCompleted));
        Assert.True(await guesses.IsTooManyAsync("guess", default));

        time.Advance(OperatorGuesses.Delay);
        Assert.All(await Task.WhenAll(delayed), Assert.True);
        var next = guesses.IsTooManyAsync("guess", default).AsTask();
        Assert.False(next.IsCompleted);
        time.Advance(OperatorGuesses.Delay);
        Assert.True(await next);
    }

    private sealed class SteppedTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class CountingLog : ILogger<OperatorGuesses>
    {
        public int Alerts { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Alerts += logLevel == LogLevel.Critical ? 1 : 0;
    }
}
