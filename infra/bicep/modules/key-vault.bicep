// One app's vault: the operator's signing key, which never leaves it, and the secrets that settings refer to.

import { privateNetworkType, roles } from '../types.bicep'

@description('Name of the vault.')
@minLength(3)
@maxLength(24)
param name string

@description('Where it is.')
param location string

@description('Tags.')
param tags object

@description('The app\'s identity.')
param principalId string

@description('The role that signs and does nothing else.')
param signerRoleId string

@description('Who may write the secrets: a person, a group or a pipeline. Empty: nobody gets that role here.')
param vaultOfficerId string

@description('The chain node\'s URL. It often holds the RPC provider\'s key, so it is kept as a secret.')
@secure()
param chainRpcUrl string

@description('The network, or null.')
param network privateNetworkType?

@description('Where audit logs go.')
param workspaceId string

var isPrivate = network != null

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'premium'
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    enablePurgeProtection: true
    softDeleteRetentionInDays: 90
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    networkAcls: {
      // The templates' own writes come as a trusted service; nobody else is one.
      bypass: 'AzureServices'
      defaultAction: isPrivate ? 'Deny' : 'Allow'
    }
  }
}

// Made inside the HSM and not exportable: whoever takes over the app can sign while they hold it, and take nothing away.
resource operatorKey 'Microsoft.KeyVault/vaults/keys@2024-11-01' = {
  parent: vault
  name: 'operator'
  properties: {
    kty: 'EC-HSM'
    curveName: 'P-256K'
    keyOps: [
      'sign'
    ]
  }
}

resource rpcUrl 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  parent: vault
  name: 'chain-rpc-url'
  properties: {
    value: chainRpcUrl
  }
}

resource signing 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: operatorKey
  name: guid(operatorKey.id, principalId, signerRoleId)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: signerRoleId
  }
}

resource reading 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, principalId, roles.keyVaultSecretsUser)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsUser)
  }
}

resource writing 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(vaultOfficerId)) {
  scope: vault
  name: guid(vault.id, vaultOfficerId, roles.keyVaultSecretsOfficer)
  properties: {
    principalId: vaultOfficerId
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsOfficer)
  }
}

resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'audit'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'audit'
        enabled: true
      }
    ]
  }
}

module endpoint 'private-endpoint.bicep' = if (network != null) {
  name: '${name}-vault'
  params: {
    name: 'pe-${name}'
    location: location
    tags: tags
    subnetId: network!.endpointSubnetId
    targetId: vault.id
    groupId: 'vault'
    zoneId: network!.zoneIds.keyVault
  }
}

@description('Name of the vault.')
output name string = vault.name

@description('Identifier of this version of the operator\'s key: another version would be another address on the chain.')
output operatorKeyId string = operatorKey.properties.keyUriWithVersion
