// Asks one app from outside whether it can take orders: /ready looks at the database, the routing index and the chain.

@description('Name of the test.')
param name string

@description('Where Application Insights is.')
param location string

@description('Tags.')
param tags object

@description('Where the app\'s API is.')
param url string

@description('Application Insights.')
param insightsName string

@description('Who is told.')
param actionGroupId string

// Five places on three continents: one place's trouble is not ours.
var places = [
  'emea-nl-ams-azr'
  'emea-gb-db3-azr'
  'us-va-ash-azr'
  'apac-sg-sin-azr'
  'latam-br-gru-edge'
]

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource test 'Microsoft.Insights/webtests@2022-06-15' = {
  name: name
  location: location
  tags: union(tags, { 'hidden-link:${insights.id}': 'Resource' })
  kind: 'standard'
  properties: {
    Name: name
    SyntheticMonitorId: name
    Kind: 'standard'
    Enabled: true
    Frequency: 300
    Timeout: 30
    RetryEnabled: true
    Locations: [
      for place in places: {
        Id: place
      }
    ]
    Request: {
      RequestUrl: '${url}/ready'
      HttpVerb: 'GET'
      ParseDependentRequests: false
    }
    ValidationRules: {
      ExpectedHttpStatusCode: 200
      SSLCheck: true
      SSLCertRemainingLifetimeCheck: 7
    }
  }
}

resource alert 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'not-ready-${name}'
  location: 'global'
  tags: union(tags, { runbook: 'not-ready' })
  properties: {
    description: 'The API did not say that it is ready to two places or more. Runbook: docs/operations/not-ready.md'
    severity: 1
    enabled: true
    scopes: [
      test.id
      insights.id
    ]
    evaluationFrequency: 'PT1M'
    windowSize: 'PT5M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria'
      webTestId: test.id
      componentId: insights.id
      failedLocationCount: 2
    }
    actions: [
      {
        actionGroupId: actionGroupId
      }
    ]
  }
}
