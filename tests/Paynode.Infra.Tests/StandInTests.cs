using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;

namespace Paynode.Infra.Tests;

/// <summary>Holds each stand-in to the published shape of the type that it stands for, and the repository to having no others.</summary>
public sealed partial class StandInTests
{
    /// <summary>The public members as the package's API listing has them (Worker.Extensions.ServiceBus 5.24).</summary>
    private static readonly string[] ServiceBusTrigger =
    [
        "Boolean AutoCompleteMessages {get;set;}",
        "Boolean IsBatched {get;set;}",
        "Boolean IsSessionsEnabled {get;set;}",
        "ServiceBusTriggerAttribute(String queueName)",
        "ServiceBusTriggerAttribute(String topicName, String subscriptionName)",
        "String Connection {get;set;}",
        "String QueueName {get;}",
        "String SubscriptionName {get;}",
        "String TopicName {get;}",
    ];

    [Fact]
    public void ServiceBusTriggerAttribute_HasThePublishedMembersAndBases()
    {
        var type = typeof(ServiceBusTriggerAttribute);
        Assert.Equal("Microsoft.Azure.Functions.Worker.ServiceBusTriggerAttribute", type.FullName);
        Assert.True(type.IsSealed);
        Assert.Equal("TriggerBindingAttribute", type.BaseType!.Name);
        Assert.Equal(["ISupportCardinality"], type.GetInterfaces().Select(it => it.Name));
        Assert.Equal(ServiceBusTrigger, MembersOf(type).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void StandIns_AreAtMostTwoFilesOfEightyLines()
    {
        var files = Repository.Files("src/Paynode.StandIns", "*.cs").ToList();
        Assert.True(files.Count <= 2, $"{files.Count} files");
        Assert.True(files.Sum(file => Repository.Read(file).Split('\n').Length) <= 80);
    }

    [Fact]
    public void Repository_DefinesNoTypeWithTheNameOfAPublicTypeOfTheFunctionsOrDurablePackages()
    {
        var published = PublishedNames();
        Assert.Contains("TaskOrchestrationContext", published);
        Assert.Contains("HttpTriggerAttribute", published);
        var own = from folder in (string[])["src", "functions", "orchestrations"]
                  from file in Repository.Files(folder, "*.cs")
                  where !file.StartsWith("src/Paynode.StandIns/", StringComparison.Ordinal)
                  from Match declared in Declaration().Matches(Repository.Read(file))
                  where published.Contains(declared.Groups[1].Value)
                  select $"{declared.Groups[1].Value} in {file}";
        Assert.Empty(own);
    }

    private static HashSet<string> PublishedNames()
    {
        string[] assemblies =
        [
            "Microsoft.Azure.Functions.Worker", "Microsoft.Azure.Functions.Worker.Core", "Microsoft.Azure.Functions.Worker.Extensions.Abstractions",
            "Microsoft.Azure.Functions.Worker.Extensions.DurableTask", "Microsoft.Azure.Functions.Worker.Extensions.Http",
            "Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore", "Microsoft.Azure.Functions.Worker.Extensions.Timer",
            "Microsoft.DurableTask.Abstractions", "Microsoft.DurableTask.Client", "Microsoft.DurableTask.Worker",
        ];
        return [.. assemblies.SelectMany(name => Assembly.Load(name).GetExportedTypes()).Where(type => !type.IsNested).Select(type => type.Name.Split('`')[0])];
    }

    private static IEnumerable<string> MembersOf(Type type)
    {
        const BindingFlags own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        return
        [
            .. type.GetConstructors(own).Select(it => $"{type.Name}({string.Join(", ", it.GetParameters().Select(parameter => $"{parameter.ParameterType.Name} {parameter.Name}"))})"),
            .. type.GetProperties(own).Select(it => $"{it.PropertyType.Name} {it.Name} {{get;{(it.SetMethod is { IsPublic: true } ? "set;" : "")}}}"),
        ];
    }

    [GeneratedRegex(@"^\s*(?:public|internal|private|protected|file)?(?:\s+(?:static|sealed|abstract|partial|readonly))*\s*(?:class|record struct|record class|record|struct|interface|enum)\s+(\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
