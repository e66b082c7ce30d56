// Where logs, metrics and traces go. Telemetry is accepted from Entra identities only.

import { suffixType } from '../types.bicep'

@description('Ends every name here.')
param suffix suffixType

@description('Where it is.')
param location string

@description('Tags.')
param tags object

@description('Days that logs are kept.')
@minValue(30)
@maxValue(730)
param retentionDays int

@description('Gigabytes a day after which no more is taken in, so that a loop of errors cannot cost a month\'s budget.')
@minValue(1)
param dailyCapGb int

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: 'log-${suffix}'
  location: location
  tags: tags
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: retentionDays
    workspaceCapping: {
      dailyQuotaGb: dailyCapGb
    }
    features: {
      disableLocalAuth: true
    }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-${suffix}'
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
    IngestionMode: 'LogAnalytics'
  }
}

@description('The workspace, for diagnostics and log alerts.')
output workspaceId string = workspace.id

@description('Application Insights, for role assignments, workbook and availability test.')
output insightsName string = insights.name

@description('Where telemetry goes. It names the resource; without an Entra token it opens nothing.')
output insightsConnectionString string = insights.properties.ConnectionString
