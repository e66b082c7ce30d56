// PostgreSQL Flexible Server: the one source of truth. Entra identities only; one database an app.

import { databaseAdministratorType, databaseStorageGbType, privateNetworkType } from '../types.bicep'

@description('Name of the server.')
@minLength(3)
@maxLength(61)
param name string

@description('Where it is.')
param location string

@description('Tags.')
param tags object

@description('Compute size, such as Standard_D4ds_v5. Names that begin with Standard_B are for trials.')
param sku string

@description('Gigabytes.')
param storageGb databaseStorageGbType

@description('A standby in another zone takes over when the primary is lost; committed payments are on both.')
param zoneRedundant bool

@description('Who administers it. No app signs in as this.')
param administrator databaseAdministratorType

@description('The databases, one an app.')
param databases string[]

@description('The network, or null.')
param network privateNetworkType?

@description('Where logs go.')
param workspaceId string

var isBurstable = startsWith(sku, 'Standard_B')

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: sku
    tier: isBurstable ? 'Burstable' : startsWith(sku, 'Standard_E') ? 'MemoryOptimized' : 'GeneralPurpose'
  }
  properties: {
    version: '16'
    authConfig: {
      activeDirectoryAuth: 'Enabled'
      passwordAuth: 'Disabled'
      tenantId: tenant().tenantId
    }
    storage: {
      storageSizeGB: storageGb
      autoGrow: 'Enabled'
    }
    backup: {
      backupRetentionDays: 35
      geoRedundantBackup: 'Disabled'
    }
    highAvailability: {
      mode: zoneRedundant && !isBurstable ? 'ZoneRedundant' : 'Disabled'
    }
    network: {
      publicNetworkAccess: network != null ? 'Disabled' : 'Enabled'
    }
  }
}

resource admin 'Microsoft.DBforPostgreSQL/flexibleServers/administrators@2024-08-01' = {
  parent: server
  name: administrator.objectId
  properties: {
    principalName: administrator.name
    principalType: administrator.type
    tenantId: tenant().tenantId
  }
}

// Without a network the apps' outbound addresses are Azure's own. The rule admits Azure, not the internet; a connection still
// needs an Entra token of a role that exists.
resource fromAzure 'Microsoft.DBforPostgreSQL/flexibleServers/firewallRules@2024-08-01' = if (network == null) {
  parent: server
  name: 'from-azure'
  properties: {
    startIpAddress: '0.0.0.0'
    endIpAddress: '0.0.0.0'
  }
  dependsOn: [
    admin
  ]
}

@batchSize(1)
resource database 'Microsoft.DBforPostgreSQL/flexibleServers/databases@2024-08-01' = [
  for databaseName in databases: {
    parent: server
    name: databaseName
    properties: {
      charset: 'UTF8'
      collation: 'en_US.utf8'
    }
    dependsOn: [
      admin
    ]
  }
]

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: server
  name: 'logs'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'PostgreSQLLogs'
        enabled: true
      }
    ]
  }
}

module endpoint 'private-endpoint.bicep' = if (network != null) {
  name: 'endpoint-postgres'
  params: {
    name: 'pe-${name}'
    location: location
    tags: tags
    subnetId: network!.endpointSubnetId
    targetId: server.id
    groupId: 'postgresqlServer'
    zoneId: network!.zoneIds.postgres
  }
}

@description('Resource id, for alerts.')
output id string = server.id

@description('Host name.')
output hostName string = server.properties.fullyQualifiedDomainName
