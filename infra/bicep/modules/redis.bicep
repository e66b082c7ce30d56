// Azure Managed Redis: the routing index. It holds nothing that cannot be rebuilt from PostgreSQL.

import { appNameType, privateNetworkType } from '../types.bicep'

@description('Name of the instance.')
@minLength(1)
@maxLength(60)
param name string

@description('Where it is.')
param location string

@description('The network, or null.')
param network privateNetworkType?

@description('Tags.')
param tags object

@description('Size: Balanced_B0 (0.5 GB) for a trial, MemoryOptimized_M10 (12 GB) and up for load.')
param sku string

@description('The apps\' identities. There are no keys.')
param access {
  @description('The app.')
  app: appNameType

  @description('Object id of its identity.')
  principalId: string

  @description('The currencies that it serves; its keys are theirs.')
  currencies: string[]
}[]

@description('With several apps: let each reach only its own keys.')
param fenceApps bool

// One app is alone in its Redis: everything there is its own.
var isFenced = fenceApps && length(access) > 1

// What the routing index uses (src/Paynode.Routing/Index), and what a client asks of a cluster when it connects. No values
// but those of named keys; the names of all can be listed, which clearing an old epoch needs. Routing is rehearsed at a start, under names that begin so and are used once.
var commands = '+@read +@write +@transaction +@scripting +@connection -@dangerous +info +cluster ~pn:{rehearsal-*'

resource cluster 'Microsoft.Cache/redisEnterprise@2025-07-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: sku
  }
  properties: {
    highAvailability: 'Enabled'
    minimumTlsVersion: '1.2'
    publicNetworkAccess: network != null ? 'Disabled' : 'Enabled'
  }
}

resource database 'Microsoft.Cache/redisEnterprise/databases@2025-07-01' = {
  parent: cluster
  name: 'default'
  properties: {
    accessKeysAuthentication: 'Disabled'
    clientProtocol: 'Encrypted'
    port: 10000
    // The keys of a currency share a hash tag, so one currency is on one shard and currencies spread.
    clusteringPolicy: 'OSSCluster'
    // The index is small and complete: losing a part of it silently would be worse than an error.
    evictionPolicy: 'NoEviction'
  }
}

// One after the other: the service refuses two changes of one database at a time.
@batchSize(1)
resource policy 'Microsoft.Cache/redisEnterprise/databases/accessPolicyAssignments@2025-07-01' = [
  for it in access: if (!isFenced) {
    parent: database
    name: it.app
    properties: {
      accessPolicyName: 'default'
      user: {
        objectId: it.principalId
      }
    }
  }
]

// Until this API leaves its preview, the other one knows a single policy: everything.
@batchSize(1)
resource fence 'Microsoft.Cache/redisEnterprise/databases/accessPolicyAssignments@2026-05-01-preview' = [
  for it in access: if (isFenced) {
    parent: database
    name: it.app
    properties: {
      accessString: '${commands} ${join(map(it.currencies, currency => '~pn:{${toUpper(currency)}}:*'), ' ')}'
      user: {
        objectId: it.principalId
      }
    }
  }
]

module endpoint 'private-endpoint.bicep' = if (network != null) {
  name: 'endpoint-redis'
  params: {
    name: 'pe-${name}'
    location: location
    tags: tags
    subnetId: network!.endpointSubnetId
    targetId: cluster.id
    groupId: 'redisEnterprise'
    zoneId: network!.zoneIds.redis
  }
}

@description('Resource id, for alerts.')
output id string = cluster.id

@description('What the apps connect to, with TLS and without a password.')
output url string = 'rediss://${cluster.properties.hostName}:10000'
