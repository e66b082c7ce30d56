using Paynode.Chain.Cryptography;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Tests.Support;

/// <summary>A signer whose process may die before and after it signs.</summary>
internal sealed class CrashingSigner(LocalKeySigner inner) : ISigner
{
    public Action<string> OnRequest { get; set; } = _ => { };

    public Address Address => inner.Address;

    public async ValueTask<EcdsaSignature> SignAsync(Bytes32 digest, CancellationToken cancellationToken)
    {
        OnRequest("sign");
        cancellationToken.ThrowIfCancellationRequested();
        var signature = await inner.SignAsync(digest, cancellationToken);
        OnRequest("sign done");
        return signature;
    }
}
