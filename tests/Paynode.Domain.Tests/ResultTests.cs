namespace Paynode.Domain.Tests;

public sealed class ResultTests
{
    [Fact]
    public void A_value_is_turned_into_another_and_a_problem_stays()
    {
        Result<int> value = 2;
        Result<int> problem = new Problem("code", "detail");

        Assert.Equal("2", value.Map(it => $"{it}").Value);
        Assert.Equal(problem.Problem, problem.Map(it => $"{it}").Problem);
    }
}
