// What wakes someone. Each alert is named after its runbook in docs/operations/.

import { suffixType } from '../types.bicep'

@description('Ends every name here.')
param suffix suffixType

@description('Where it is.')
param location string

@description('Tags.')
param tags object

@description('Where alerts are sent.')
param email string

@description('Log Analytics.')
param workspaceId string

@description('Service Bus, one namespace an app.')
param serviceBusIds string[]

@description('PostgreSQL.')
param databaseId string

@description('Redis.')
param redisId string

@description('Blocks that reading may be behind the chain: 150 blocks of two seconds are five minutes.')
param chainLagBlocks int

@description('Messages that may wait in a namespace: more than its consumers clear in ten minutes.')
param queueBacklog int

// Asked of the logs. A result row is a reason to wake someone; each query returns none when all is well.
var questions = [
  {
    name: 'invariant-broken'
    severity: 0
    minutes: 10
    description: 'Ledger, chain or orders contradict each other.'
    query: 'AppTraces | where SeverityLevel == 4 and Message startswith "The invariant"'
  }
  {
    name: 'event-not-handed-on'
    severity: 0
    minutes: 10
    description: 'Something of the chain, the escrow or a settlement needs a person.'
    query: 'AppTraces | where SeverityLevel == 4 and Message !startswith "The invariant"'
  }
  {
    name: 'chain-lag'
    severity: 1
    minutes: 10
    description: 'Reading is behind the chain: deposits are seen late.'
    query: 'AppMetrics | where Name == "paynode.chain.blocks.behind" | summarize Behind = min(Min) by tostring(Properties["chain.id"]) | where Behind > ${chainLagBlocks}'
  }
  {
    name: 'chain-stalled'
    severity: 1
    minutes: 10
    description: 'The cursor of a chain does not advance while its head does: no deposit on it is seen.'
    query: 'AppMetrics | where Name == "paynode.chain.cursor.stalled" | summarize Stalled = min(Max) by Chain = tostring(Properties["chain.id"]) | where Stalled > 120'
  }
  {
    name: 'audit-stalled'
    severity: 2
    minutes: 15
    description: 'The second reading of a chain fails: late deposits are not returned, and what a node left out is not found.'
    query: 'AppMetrics | where Name == "paynode.chain.audit.stalled" | summarize Stalled = min(Max) by Chain = tostring(Properties["chain.id"]) | where Stalled > 120'
  }
  {
    name: 'timers-silent'
    severity: 1
    minutes: 15
    description: 'The function that polls the chains has not run: nothing moves by itself.'
    // The host's and the worker's spans name it differently ("function PollChains"), and keep it in one table or the other.
    query: 'union AppRequests, AppDependencies | summarize Runs = countif(Name endswith "PollChains") | where Runs == 0'
  }
  {
    name: 'settlement-stuck'
    severity: 1
    minutes: 30
    description: 'Settlements are not carried to the chain.'
    query: 'AppTraces | where SeverityLevel >= 2 and (Message startswith "Settlement on" or Message startswith "Transactions of" or Message startswith "The batch") | summarize Faults = count() | where Faults > 10'
  }
  {
    name: 'requests-failing'
    severity: 1
    minutes: 10
    description: 'More than one request in fifty is answered 5xx.'
    query: 'AppRequests | where isnotempty(Url) | summarize All = count(), Failed = countif(toint(ResultCode) >= 500) | where All > 50 and Failed * 50 > All'
  }
  {
    name: 'payouts-failing'
    severity: 2
    minutes: 30
    description: 'More than half of the offers to providers fail.'
    query: 'AppMetrics | where Name == "paynode.offers" | extend State = tostring(Properties.state), Provider = tostring(Properties.provider) | summarize Latest = arg_max(TimeGenerated, Max) by State, Provider | summarize All = sum(Max), Paid = sumif(Max, State == "fulfilled"), Open = sumif(Max, State in ("offered", "accepted")) | where All - Open > 20 and Paid * 2 < All - Open'
  }
]

// Asked of the platform's own metrics.
var measures = flatten([
  map(serviceBusIds, id => {
    name: 'dead-letters'
    resourceId: id
    severity: 1
    description: 'A message was given up after all its deliveries: an order waits for a person.'
    namespace: 'Microsoft.ServiceBus/namespaces'
    metric: 'DeadletteredMessages'
    aggregation: 'Maximum'
    threshold: 0
    window: 'PT5M'
  })
  map(serviceBusIds, id => {
    name: 'queue-backlog'
    resourceId: id
    severity: 2
    description: 'Movements come in faster than they are applied.'
    namespace: 'Microsoft.ServiceBus/namespaces'
    metric: 'ActiveMessages'
    aggregation: 'Minimum'
    threshold: queueBacklog
    window: 'PT15M'
  })
  [
    {
      name: 'database-busy'
      resourceId: databaseId
      severity: 2
      description: 'PostgreSQL is out of processor time.'
      namespace: 'Microsoft.DBforPostgreSQL/flexibleServers'
      metric: 'cpu_percent'
      aggregation: 'Average'
      threshold: 85
      window: 'PT15M'
    }
    {
      name: 'database-full'
      resourceId: databaseId
      severity: 1
      description: 'PostgreSQL is out of disk, and stops writing at 95 %.'
      namespace: 'Microsoft.DBforPostgreSQL/flexibleServers'
      metric: 'storage_percent'
      aggregation: 'Maximum'
      threshold: 85
      window: 'PT15M'
    }
    {
      name: 'routing-index-full'
      resourceId: redisId
      severity: 2
      description: 'Redis is nearly full; past that, decisions fall back to memory and the database.'
      namespace: 'Microsoft.Cache/redisEnterprise'
      metric: 'usedmemorypercentage'
      aggregation: 'Maximum'
      threshold: 80
      window: 'PT15M'
    }
  ]
])

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${suffix}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'paynode'
    enabled: true
    emailReceivers: [
      {
        name: 'operators'
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
  }
}

resource logAlert 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for question in questions: {
    name: '${question.name}-${suffix}'
    location: location
    tags: union(tags, { runbook: question.name })
    kind: 'LogAlert'
    properties: {
      displayName: question.name
      description: '${question.description} Runbook: docs/operations/${question.name}.md'
      severity: question.severity
      enabled: true
      scopes: [
        workspaceId
      ]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT${question.minutes}M'
      criteria: {
        allOf: [
          {
            query: question.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      autoMitigate: true
      actions: {
        actionGroups: [
          people.id
        ]
      }
    }
  }
]

resource metricAlert 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for measure in measures: {
    name: '${measure.name}-${uniqueString(measure.resourceId)}'
    location: 'global'
    tags: union(tags, { runbook: measure.name })
    properties: {
      description: '${measure.description} Runbook: docs/operations/${measure.name}.md'
      severity: measure.severity
      enabled: true
      scopes: [
        measure.resourceId
      ]
      evaluationFrequency: 'PT5M'
      windowSize: measure.window
      autoMitigate: true
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            name: measure.name
            criterionType: 'StaticThresholdCriterion'
            metricNamespace: measure.namespace
            metricName: measure.metric
            timeAggregation: measure.aggregation
            operator: 'GreaterThan'
            threshold: measure.threshold
          }
        ]
      }
      actions: [
        {
          actionGroupId: people.id
        }
      ]
    }
  }
]

@description('Who is told.')
output actionGroupId string = people.id
