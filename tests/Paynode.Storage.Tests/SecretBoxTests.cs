using System.Security.Cryptography;

namespace Paynode.Storage.Tests;

public sealed class SecretBoxTests
{
    private readonly SecretBox _box = SecretBox.FromBase64(Convert.ToBase64String(new byte[32]));

    [Fact]
    public void What_was_sealed_opens_in_its_context() => Assert.Equal("sécret", _box.Open(_box.Seal("sécret", "row 1"), "row 1"));

    [Fact]
    public void One_secret_sealed_twice_looks_different() => Assert.NotEqual(_box.Seal("a", "c"), _box.Seal("a", "c"));

    [Fact]
    public void It_does_not_open_in_another_context() =>
        Assert.ThrowsAny<CryptographicException>(() => _box.Open(_box.Seal("a", "row 1"), "row 2"));

    [Fact]
    public void It_does_not_open_with_another_key() =>
        Assert.ThrowsAny<CryptographicException>(() => new SecretBox(RandomNumberGenerator.GetBytes(32)).Open(_box.Seal("a", "c"), "c"));

    [Fact]
    public void It_does_not_open_when_any_byte_was_altered()
    {
        var sealedSecret = _box.Seal("abc", "c");
        for (var i = 0; i < sealedSecret.Length; i++)
        {
            var altered = sealedSecret.ToArray();
            altered[i] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => _box.Open(altered, "c"));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64")]
    [InlineData("c2hvcnQ=")]
    public void A_key_of_another_size_is_refused(string key) => Assert.Throws<ArgumentException>(() => SecretBox.FromBase64(key));
}
