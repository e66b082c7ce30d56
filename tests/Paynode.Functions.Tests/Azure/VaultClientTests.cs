using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Paynode.Chain.Primitives;
using Paynode.Functions.Azure;

namespace Paynode.Functions.Tests.Azure;

/// <summary>
/// The vault is played by a server on loopback that answers as the REST API documents, over TLS and under a vault's name; its
/// key is the platform's own ECDSA.
/// </summary>
public sealed class VaultClientTests : IAsyncLifetime
{
    private const string Host = "keys.vault.azure.net";
    private static readonly Uri KeyId = new($"https://{Host}/keys/operator/0123456789abcdef");

    private readonly ECDsa _key = ECDsa.Create(ECCurve.CreateFromFriendlyName("secp256k1"));
    private readonly TokenFor _credential = new();
    private WebApplication _vault = null!;
    private X509Certificate2 _certificate = null!;
    private Func<HttpContext, Task> _answer = null!;

    public async Task InitializeAsync()
    {
        _certificate = Certificate();
        _answer = AnswerAsync;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_certificate)));
        builder.WebHost.UseKestrelHttpsConfiguration();
        _vault = builder.Build();
        _vault.Run(context => _answer(context));
        await _vault.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _vault.DisposeAsync();
        _certificate.Dispose();
        _key.Dispose();
    }

    [Fact]
    public async Task Signer_SignsWithTheVaultsKey_AndAsksForATokenOfTheVaultsCloud()
    {
        var signer = await KeyVaultSigner.OpenAsync(Client(), KeyId, CancellationToken.None);
        var digest = new Bytes32(RandomNumberGenerator.GetBytes(Bytes32.Length));

        var signature = await signer.SignAsync(digest, CancellationToken.None);

        Assert.Equal(signer.Address, signature.Recover(digest));
        Assert.Equal("https://vault.azure.net/.default", _credential.Scope);
    }

    [Fact]
    public async Task Open_KeyOfAnotherCurve_IsRefused()
    {
        _answer = context => context.Response.WriteAsJsonAsync(new { key = new { kty = "EC", crv = "P-256", x = Text(new byte[32]), y = Text(new byte[32]) } });

        await Assert.ThrowsAsync<InvalidOperationException>(() => KeyVaultSigner.OpenAsync(Client(), KeyId, CancellationToken.None));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("""{"value":7}""")]
    [InlineData("""{"value":"!"}""")]
    [InlineData("""{"value":"AAAA"}""")]
    public async Task Sign_MalformedAnswer_IsRefused(string answer)
    {
        var signer = await KeyVaultSigner.OpenAsync(Client(), KeyId, CancellationToken.None);
        _answer = context => context.Response.WriteAsync(answer);

        await Assert.ThrowsAsync<InvalidOperationException>(() => signer.SignAsync(default, CancellationToken.None).AsTask());
    }

    [Fact]
    public async Task Sign_RefusedByTheVault_SaysWhy()
    {
        var signer = await KeyVaultSigner.OpenAsync(Client(), KeyId, CancellationToken.None);
        _answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return context.Response.WriteAsJsonAsync(new { error = new { code = "Forbidden", message = "The user does not have keys sign permission." } });
        };

        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => signer.SignAsync(default, CancellationToken.None).AsTask());

        Assert.Equal(StatusCodes.Status403Forbidden, refused.Status);
    }

    [Fact]
    public async Task Sign_VaultThatIsBusy_IsAskedAgain()
    {
        var signer = await KeyVaultSigner.OpenAsync(Client(), KeyId, CancellationToken.None);
        var calls = 0;
        _answer = context =>
        {
            if (Interlocked.Increment(ref calls) > 1)
            {
                return AnswerAsync(context);
            }

            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.Headers.RetryAfter = "0";
            return Task.CompletedTask;
        };

        await signer.SignAsync(default, CancellationToken.None);

        Assert.Equal(2, calls);
    }

    // Get Key and Sign of the REST API, version 7.4.
    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Headers.Authorization != "Bearer token" || request.Query["api-version"] != "7.4" || !request.Path.StartsWithSegments(KeyId.AbsolutePath))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (request.Method == HttpMethods.Get)
        {
            var point = _key.ExportParameters(includePrivateParameters: false).Q;
            await context.Response.WriteAsJsonAsync(new { key = new { kid = KeyId.ToString(), kty = "EC-HSM", crv = "P-256K", x = Text(point.X!), y = Text(point.Y!) } });
            return;
        }

        var asked = await request.ReadFromJsonAsync<SignRequest>();
        Assert.Equal(("ES256K", $"{KeyId.AbsolutePath}/sign"), (asked!.Alg, request.Path.Value));
        await context.Response.WriteAsJsonAsync(new { kid = KeyId.ToString(), value = Text(_key.SignHash(Base64Url.DecodeFromChars(asked.Value))) });
    }

    private VaultClient Client()
    {
        var port = new Uri(_vault.Urls.Single()).Port;
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            certificate!.GetCertHashString() == _certificate.GetCertHashString() && !errors.HasFlag(System.Net.Security.SslPolicyErrors.RemoteCertificateNameMismatch);
        var options = new VaultClientOptions { Transport = new HttpClientTransport(handler) };
        options.Retry.Delay = TimeSpan.Zero;
        return new VaultClient(_credential, options);
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={Host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Host);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);

    private sealed record SignRequest(string Alg, string Value);

    private sealed class TokenFor : TokenCredential
    {
        public string? Scope { get; private set; }

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scope = Assert.Single(requestContext.Scopes);
            return new AccessToken("token", DateTimeOffset.MaxValue);
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
