// The language model that scores providers off the hot path. Without it Paynode routes all the same.

import { appNameType, privateNetworkType, roles } from '../types.bicep'

@description('Name of the account, which is also its subdomain.')
@minLength(2)
@maxLength(61)
param name string

@description('Where it is; models are not in every region.')
param location string

@description('Where the private endpoint is: where the network is.')
param endpointLocation string

@description('Tags.')
param tags object

@description('The model and its version. The deployment is named after the model.')
param model {
  @description('Its name.')
  name: string

  @description('Its version, fixed: a model that changes by itself makes the shadow period meaningless.')
  version: string

  @description('Thousands of tokens a minute.')
  capacity: int
}

@description('The apps\' identities. There are no keys.')
param access {
  @description('The app.')
  app: appNameType

  @description('Object id of its identity.')
  principalId: string
}[]

@description('The network, or null.')
param network privateNetworkType?

@description('Where metrics go.')
param workspaceId string

resource account 'Microsoft.CognitiveServices/accounts@2025-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'OpenAI'
  sku: {
    name: 'S0'
  }
  properties: {
    // A token needs a host name of the account's own.
    customSubDomainName: name
    disableLocalAuth: true
    publicNetworkAccess: network != null ? 'Disabled' : 'Enabled'
    networkAcls: {
      defaultAction: network != null ? 'Deny' : 'Allow'
    }
  }
}

resource deployment 'Microsoft.CognitiveServices/accounts/deployments@2025-06-01' = {
  parent: account
  name: model.name
  sku: {
    name: 'GlobalStandard'
    capacity: model.capacity
  }
  properties: {
    model: {
      format: 'OpenAI'
      name: model.name
      version: model.version
    }
    versionUpgradeOption: 'NoAutoUpgrade'
  }
}

resource asking 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for it in access: {
    scope: account
    name: guid(account.id, it.app, roles.openAiUser)
    properties: {
      principalId: it.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.openAiUser)
    }
  }
]

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: account
  name: 'metrics'
  properties: {
    workspaceId: workspaceId
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

module endpoint 'private-endpoint.bicep' = if (network != null) {
  name: 'endpoint-open-ai'
  params: {
    name: 'pe-${name}'
    location: endpointLocation
    tags: tags
    subnetId: network!.endpointSubnetId
    targetId: account.id
    groupId: 'account'
    zoneId: network!.zoneIds.openAi
  }
}

@description('The account\'s endpoint, as Azure OpenAI\'s client takes it.')
output url string = account.properties.endpoint

@description('Name of the deployment.')
output deploymentName string = deployment.name
