// All of Paynode in one resource group. `azd up` deploys it; `az deployment sub create` does too.
// Shared servers are modules here; what belongs to one app alone is modules/cell.bicep.

targetScope = 'subscription'

import { chainType, databaseAdministratorType, databaseStorageGbType, escrowType, isAppName, partitionType } from 'types.bicep'

@description('Names the deployment, such as prod. It is part of every resource\'s name.')
@minLength(2)
@maxLength(20)
param environmentName string

@description('Region. Flex Consumption, Durable Task Scheduler and Azure Managed Redis have to exist there.')
param location string

@description('The currencies that are served, each by an app. All of them in one app: `main`. A hot currency: an app of its own, with its own task hub, queues, database and escrow.')
@minLength(1)
param partitions partitionType[]

@description('The escrow contract of each app.')
@minLength(1)
param escrows escrowType[]

@description('The chain.')
param chain chainType

@description('URL of the chain\'s node, which may hold the RPC provider\'s key.')
@secure()
param chainRpcUrl string

@description('Who administers PostgreSQL.')
param databaseAdministrator databaseAdministratorType

@description('Object id of whoever writes the vaults\' secrets after the deployment. Empty: nobody.')
param vaultOfficerId string = ''

@description('Where alerts and budget warnings are sent.')
param alertEmail string

@description('Keep the data stores off the internet: a virtual network with private endpoints, and Service Bus Premium, which needs it.')
param usePrivateNetwork bool = false

@description('Addresses of that network.')
param networkAddressPrefix string = '10.40.0.0/20'

@description('Compute size of PostgreSQL.')
@allowed([
  'Standard_B2s'
  'Standard_D2ds_v5'
  'Standard_D4ds_v5'
  'Standard_D8ds_v5'
  'Standard_D16ds_v5'
  'Standard_D32ds_v5'
  'Standard_D64ds_v5'
  'Standard_E16ds_v5'
  'Standard_E64ds_v5'
])
param databaseSku string = 'Standard_D2ds_v5'

@description('Gigabytes of PostgreSQL.')
param databaseStorageGb databaseStorageGbType = 128

@description('Keep a standby of PostgreSQL in another zone.')
param databaseZoneRedundant bool = true

@description('Size of Azure Managed Redis.')
@allowed([
  'Balanced_B0'
  'Balanced_B1'
  'Balanced_B5'
  'Balanced_B10'
  'MemoryOptimized_M10'
  'ComputeOptimized_X5'
  'ComputeOptimized_X10'
])
param redisSku string = 'Balanced_B1'

@description('With several apps: let each reach only its own currencies\' keys in Redis. Needs an API of Azure Managed Redis that is in preview.')
param fenceRedis bool = true

@description('Capacity units of the Durable Task Scheduler, about 2,000 actions a second each; 0 is Consumption, billed by action.')
@minValue(0)
@maxValue(3)
param schedulerCapacityUnits int = 0

@description('Days that ended orchestrations are kept.')
@minValue(1)
@maxValue(90)
param orchestrationRetentionDays int = 14

@description('Messaging units of Service Bus, in each app\'s namespace; 0 is the Standard tier.')
@allowed([
  0
  1
  2
  4
  8
  16
])
param messagingUnits int = 0

@description('Megabytes of an instance.')
@allowed([
  2048
  4096
])
param instanceMemoryMb int = 2048

@description('The most instances of an app.')
@minValue(1)
@maxValue(1000)
param maximumInstances int = 100

@description('HTTP instances of an app that are always warm. With 0 the first caller after a pause waits for a start.')
@minValue(0)
@maxValue(100)
param alwaysReady int = 1

@description('Whether the language model scores providers. Paynode routes without it.')
param useLanguageModel bool = true

@description('Region of the model.')
param languageModelLocation string = location

@description('The model, its version, and thousands of tokens a minute.')
param languageModel {
  @description('Its name.')
  name: string

  @description('Its version.')
  version: string

  @description('Thousands of tokens a minute.')
  capacity: int
} = {
  name: 'gpt-4.1-mini'
  version: '2025-04-14'
  capacity: 50
}

@description('Days that logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 90

@description('Gigabytes of logs a day, at most.')
@minValue(1)
param logDailyCapGb int = 10

@description('Blocks behind the chain that wake someone.')
@minValue(1)
param chainLagAlertBlocks int = 150

@description('Waiting messages that wake someone.')
@minValue(1)
param queueBacklogAlert int = 1000

@description('The month\'s budget, in the subscription\'s currency.')
@minValue(1)
param monthlyBudget int = 2000

@description('First day of the month that the budget begins with.')
param budgetStart string = utcNow('yyyy-MM-01')

@description('Tags on everything.')
param tags object = {}

var suffix = toLower(uniqueString(subscription().id, environmentName, location))
var allTags = union(tags, { 'azd-env-name': environmentName })

// Each app once, in the order in which partitions name them. A storage account's name takes no other characters.
var named = reduce(partitions, [], (found, next) => contains(found, next.app) ? found : concat(found, [next.app]))
var apps = map(
  named,
  app => isAppName(app) ? app : fail('partitions: an app\'s name is lower-case letters and digits, not ${app}')
)

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-paynode-${environmentName}'
  location: location
  tags: allTags
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  name: 'monitoring'
  params: {
    suffix: suffix
    location: location
    tags: allTags
    retentionDays: logRetentionDays
    dailyCapGb: logDailyCapGb
  }
}

module network 'modules/network.bicep' = if (usePrivateNetwork) {
  scope: group
  name: 'network'
  params: {
    suffix: suffix
    location: location
    tags: allTags
    addressPrefix: networkAddressPrefix
  }
}

var privateNetwork = usePrivateNetwork
  ? {
      appSubnetId: network!.outputs.appSubnetId
      endpointSubnetId: network!.outputs.endpointSubnetId
      zoneIds: network!.outputs.zoneIds
    }
  : null

module identity 'modules/identity.bicep' = [
  for app in apps: {
    scope: group
    name: 'identity-${app}'
    params: {
      name: 'id-paynode-${app}-${suffix}'
      location: location
      tags: allTags
    }
  }
]

module signerRole 'modules/signer-role.bicep' = {
  scope: group
  name: 'signer-role'
  params: {
    suffix: suffix
  }
}

module redis 'modules/redis.bicep' = {
  scope: group
  name: 'redis'
  params: {
    name: 'redis-${suffix}'
    location: location
    tags: allTags
    sku: redisSku
    fenceApps: fenceRedis
    access: [
      for (app, index) in apps: {
        app: app
        principalId: identity[index].outputs.principalId
        currencies: map(filter(partitions, it => it.app == app), it => it.currency)
      }
    ]
    network: privateNetwork
  }
}

module postgres 'modules/postgres.bicep' = {
  scope: group
  name: 'postgres'
  params: {
    name: 'psql-${suffix}'
    location: location
    tags: allTags
    sku: databaseSku
    storageGb: databaseStorageGb
    zoneRedundant: databaseZoneRedundant
    administrator: databaseAdministrator
    databases: map(apps, app => 'paynode_${app}')
    network: privateNetwork
    workspaceId: monitoring.outputs.workspaceId
  }
}

module scheduler 'modules/scheduler.bicep' = {
  scope: group
  name: 'scheduler'
  params: {
    name: 'dts-${suffix}'
    location: location
    tags: allTags
    capacityUnits: schedulerCapacityUnits
    retentionDays: orchestrationRetentionDays
    network: privateNetwork
  }
}

module openAi 'modules/open-ai.bicep' = if (useLanguageModel) {
  scope: group
  name: 'open-ai'
  params: {
    name: 'oai-${suffix}'
    location: languageModelLocation
    endpointLocation: location
    tags: allTags
    model: languageModel
    access: [
      for (app, index) in apps: {
        app: app
        principalId: identity[index].outputs.principalId
      }
    ]
    network: privateNetwork
    workspaceId: monitoring.outputs.workspaceId
  }
}

module cell 'modules/cell.bicep' = [
  for (app, index) in apps: {
    scope: group
    name: 'cell-${app}'
    params: {
      app: app
      suffix: suffix
      location: location
      tags: allTags
      currencies: map(filter(partitions, it => it.app == app), it => it.currency)
      chain: chain
      escrow: filter(escrows, it => it.app == app)[0]
      chainRpcUrl: chainRpcUrl
      identity: {
        id: identity[index].outputs.id
        name: identity[index].outputs.name
        clientId: identity[index].outputs.clientId
        principalId: identity[index].outputs.principalId
      }
      databaseHost: postgres.outputs.hostName
      databaseName: 'paynode_${app}'
      redisUrl: redis.outputs.url
      scheduler: {
        name: scheduler.outputs.name
        endpoint: scheduler.outputs.endpoint
      }
      languageModel: {
        url: useLanguageModel ? openAi!.outputs.url : ''
        deploymentName: useLanguageModel ? openAi!.outputs.deploymentName : ''
      }
      messagingUnits: messagingUnits
      instanceMemoryMb: instanceMemoryMb
      maximumInstances: maximumInstances
      alwaysReady: alwaysReady
      signerRoleId: signerRole.outputs.id
      vaultOfficerId: vaultOfficerId
      network: privateNetwork
      workspaceId: monitoring.outputs.workspaceId
      insights: {
        name: monitoring.outputs.insightsName
        connectionString: monitoring.outputs.insightsConnectionString
      }
    }
  }
]

module alerts 'modules/alerts.bicep' = {
  scope: group
  name: 'alerts'
  params: {
    suffix: suffix
    location: location
    tags: allTags
    email: alertEmail
    workspaceId: monitoring.outputs.workspaceId
    serviceBusIds: [for (app, index) in apps: cell[index].outputs.serviceBusId]
    databaseId: postgres.outputs.id
    redisId: redis.outputs.id
    chainLagBlocks: chainLagAlertBlocks
    queueBacklog: queueBacklogAlert
  }
}

module availability 'modules/availability.bicep' = [
  for (app, index) in apps: {
    scope: group
    name: 'availability-${app}'
    params: {
      name: '${app}-${suffix}'
      location: location
      tags: allTags
      url: cell[index].outputs.url
      insightsName: monitoring.outputs.insightsName
      actionGroupId: alerts.outputs.actionGroupId
    }
  }
]

module workbook 'modules/workbook.bicep' = {
  scope: group
  name: 'workbook'
  params: {
    suffix: suffix
    location: location
    tags: allTags
    workspaceId: monitoring.outputs.workspaceId
  }
}

module budget 'modules/budget.bicep' = {
  scope: group
  name: 'budget'
  params: {
    name: 'paynode-${environmentName}'
    amount: monthlyBudget
    startDate: budgetStart
    email: alertEmail
  }
}

@description('The resource group.')
output AZURE_RESOURCE_GROUP string = group.name

@description('Host name of PostgreSQL, for the hook that makes the apps\' roles.')
output PAYNODE_DATABASE_HOST string = postgres.outputs.hostName

@description('The apps: for each, its API, its vault, its identity and its database. Names and addresses only.')
output PAYNODE_APPS array = [for (app, index) in apps: cell[index].outputs.summary]
