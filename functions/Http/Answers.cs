using Microsoft.AspNetCore.Http;

namespace Paynode.Functions;

/// <summary>Successful responses in the API's format.</summary>
public static class Answers
{
    /// <summary>200 with a body.</summary>
    public static IResult Ok<T>(T body) => TypedResults.Json(body, ApiJson.Options);
}
