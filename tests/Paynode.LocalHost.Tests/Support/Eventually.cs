using Paynode.LocalServices;

namespace Paynode.LocalHost.Tests;

/// <summary>Waits for something that another task brings about.</summary>
internal static class Eventually
{
    public static Task TrueAsync(Func<bool> look) => GetAsync(() => Task.FromResult(look() ? "" : null));

    public static async Task<T> GetAsync<T>(Func<Task<T?>> look)
        where T : class
    {
        using var timeout = HangLimit.Begin();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await timer.WaitForNextTickAsync(timeout.Token))
        {
            if (await look() is { } found)
            {
                return found;
            }
        }

        throw new TimeoutException();
    }
}
