// The page to look at: what orders, providers, the model, the queues and the chain are doing.

import { suffixType } from '../types.bicep'

@description('Ends every name here.')
param suffix suffixType

@description('Where it is.')
param location string

@description('Tags.')
param tags object

@description('Log Analytics.')
param workspaceId string

var charts = [
  {
    title: 'Orders by state and corridor'
    visualization: 'table'
    query: 'AppMetrics | where Name == "paynode.orders" | extend State = tostring(Properties.state), Corridor = tostring(Properties.corridor) | summarize arg_max(TimeGenerated, Max) by State, Corridor | project Corridor, State, Orders = Max | order by Corridor asc, State asc'
  }
  {
    title: 'Offers of the last hour by state: what was paid, and what failed over'
    visualization: 'timechart'
    query: 'AppMetrics | where Name == "paynode.offers" | extend State = tostring(Properties.state), Provider = tostring(Properties.provider) | summarize Latest = max(Max) by State, Provider, bin(TimeGenerated, 5m) | summarize Offers = sum(Latest) by State, TimeGenerated'
  }
  {
    title: 'Providers'
    visualization: 'table'
    query: 'AppMetrics | where Name == "paynode.offers" | extend Provider = tostring(Properties.provider), State = tostring(Properties.state) | summarize arg_max(TimeGenerated, Max) by Provider, State | summarize Offers = sum(Max), Fulfilled = sumif(Max, State == "fulfilled"), Failed = sumif(Max, State == "failed"), Declined = sumif(Max, State == "declined"), Unanswered = sumif(Max, State in ("lapsed", "closed")) by Provider | extend FulfilledPercent = round(100.0 * Fulfilled / Offers, 1) | order by Offers desc'
  }
  {
    title: 'Time of a routing decision'
    visualization: 'timechart'
    query: 'AppMetrics | where Name == "paynode.routing.decision.duration" | summarize MeanMs = sum(Sum) / sum(ItemCount), SlowestMs = max(Max) by bin(TimeGenerated, 5m)'
  }
  {
    title: 'Dollars spent on the language model'
    visualization: 'timechart'
    query: 'AppMetrics | where Name == "paynode.llm.cost" | summarize Dollars = sum(Sum) by bin(TimeGenerated, 1h)'
  }
  {
    title: 'Time that movements waited in their queue'
    visualization: 'timechart'
    query: 'AppMetrics | where Name == "paynode.queue.age" | summarize MeanMs = sum(Sum) / sum(ItemCount), LongestMs = max(Max) by bin(TimeGenerated, 5m)'
  }
  {
    title: 'Messages waiting, and dead letters'
    visualization: 'timechart'
    query: 'AzureMetrics | where ResourceProvider == "MICROSOFT.SERVICEBUS" and MetricName in ("ActiveMessages", "DeadletteredMessages") | summarize Messages = max(Maximum) by MetricName, bin(TimeGenerated, 5m)'
  }
  {
    title: 'Blocks behind the chain'
    visualization: 'timechart'
    query: 'AppMetrics | where Name == "paynode.chain.blocks.behind" | summarize Blocks = max(Max) by Chain = tostring(Properties["chain.id"]), bin(TimeGenerated, 5m)'
  }
  {
    title: 'Invariants that did not hold'
    visualization: 'table'
    query: 'AppTraces | where SeverityLevel == 4 and Message startswith "The invariant" | project TimeGenerated, AppRoleName, Message | order by TimeGenerated desc'
  }
  {
    title: 'One order: everything of one trace (set OrderId)'
    visualization: 'table'
    query: 'union AppRequests, AppDependencies, AppTraces | where OperationId in ((AppTraces | where Message contains "{OrderId}" | distinct OperationId)) | project TimeGenerated, Type, Name, Message, DurationMs, Success, OperationId | order by TimeGenerated asc'
  }
]

var picker = {
  type: 9
  content: {
    version: 'KqlParameterItem/1.0'
    parameters: [
      {
        version: 'KqlParameterItem/1.0'
        name: 'TimeRange'
        type: 4
        isRequired: true
        value: {
          durationMs: 14400000
        }
      }
      {
        version: 'KqlParameterItem/1.0'
        name: 'OrderId'
        type: 1
        isRequired: false
        value: ''
      }
    ]
  }
  name: 'parameters'
}

var items = map(charts, chart => {
  type: 3
  content: {
    version: 'KqlItem/1.0'
    query: chart.query
    size: 0
    title: chart.title
    timeContextFromParameter: 'TimeRange'
    queryType: 0
    resourceType: 'microsoft.operationalinsights/workspaces'
    visualization: chart.visualization
  }
  name: chart.title
})

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'paynode')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Paynode ${suffix}'
    category: 'workbook'
    sourceId: workspaceId
    serializedData: string({
      version: 'Notebook/1.0'
      items: concat([picker], items)
      fallbackResourceIds: [
        workspaceId
      ]
    })
  }
}
