namespace Paynode.EndToEnd;

/// <summary>Calls whose body the server may refuse unread: asked first, or the server's closing could be seen before its answer.</summary>
internal static class LargeBodies
{
    private const int Large = 32 * 1024;

    public static HttpClient NewClient(Uri url) =>
        new(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) }) { BaseAddress = url, Timeout = TimeSpan.FromMinutes(1) };

    public static HttpRequestMessage AskingFirst(this HttpRequestMessage request)
    {
        request.Headers.ExpectContinue = request.Content?.Headers.ContentLength > Large;
        return request;
    }
}
