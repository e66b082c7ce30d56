// One app's storage account: its package, the host's locks and its timers' state. Nothing of a payment is in it.

import { privateNetworkType, roles } from '../types.bicep'

@description('Name of the account.')
@minLength(3)
@maxLength(24)
param name string

@description('Where it is.')
param location string

@description('The network, or null.')
param network privateNetworkType?

@description('Tags.')
param tags object

@description('The app\'s identity, which alone may read and write.')
param principalId string

var isPrivate = network != null

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: 'Standard_ZRS'
  }
  properties: {
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'None'
      defaultAction: isPrivate ? 'Deny' : 'Allow'
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: account
  name: 'default'
  properties: {
    deleteRetentionPolicy: {
      enabled: true
      days: 7
    }
  }
}

resource packages 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = {
  parent: blobs
  name: 'packages'
  properties: {
    publicAccess: 'None'
  }
}

resource access 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account
  name: guid(account.id, principalId, roles.blobDataOwner)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.blobDataOwner)
  }
}

module endpoint 'private-endpoint.bicep' = if (network != null) {
  name: '${name}-blob'
  params: {
    name: 'pe-${name}-blob'
    location: location
    tags: tags
    subnetId: network!.endpointSubnetId
    targetId: account.id
    groupId: 'blob'
    zoneId: network!.zoneIds.blob
  }
}

@description('Name of the account.')
output name string = account.name

@description('Where the app\'s package is put.')
output packagesUrl string = '${account.properties.primaryEndpoints.blob}${packages.name}'
