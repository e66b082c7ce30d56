// One app's order queues, one a partition. Sessions keep the movements of one order in their order.

import { privateNetworkType, roles } from '../types.bicep'

@description('Name of the namespace.')
@minLength(6)
@maxLength(50)
param name string

@description('Where it is.')
param location string

@description('Tags.')
param tags object

@description('The queues.')
@minLength(1)
@maxLength(4)
param queues string[]

@description('Messaging units of a Premium namespace; 0 is the Standard tier, which has no private endpoints.')
@allowed([
  0
  1
  2
  4
  8
  16
])
param messagingUnits int

@description('The app\'s identity.')
param principalId string

@description('The network, or null. Needs a Premium namespace.')
param network privateNetworkType?

@description('Where metrics and operational logs go.')
param workspaceId string

// Private endpoints exist in the Premium tier alone.
var isPremium = messagingUnits > 0 || network != null
var isPrivate = network != null

resource bus 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: isPremium ? 'Premium' : 'Standard'
    tier: isPremium ? 'Premium' : 'Standard'
    capacity: isPremium ? max(messagingUnits, 1) : null
  }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
  }
}

resource queue 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = [
  for queueName in queues: {
    parent: bus
    name: queueName
    properties: {
      requiresSession: true
      // A movement carries its event's key as message id. The window covers a poll that is repeated after a crash; what comes
      // later is dropped by the inbox in PostgreSQL, which remembers them permanently.
      requiresDuplicateDetection: true
      duplicateDetectionHistoryTimeWindow: 'PT10M'
      // Longer than a movement takes, short enough that a lost worker's session moves on.
      lockDuration: 'PT1M'
      // A message that fails is held back for ten seconds (functions/Azure/QueuePace.cs): nearly three hours of an outage, then a
      // person looks (docs/operations/dead-letters.md).
      maxDeliveryCount: 1000
      deadLetteringOnMessageExpiration: true
      // Funds may depend on a message: it waits for as long as an outage can last, then goes to the dead letters.
      defaultMessageTimeToLive: 'P14D'
      maxSizeInMegabytes: 5120
    }
  }
]

resource access 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (queueName, index) in queues: {
    scope: queue[index]
    name: guid(bus.id, queueName, principalId, roles.serviceBusDataOwner)
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.serviceBusDataOwner)
    }
  }
]

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: bus
  name: 'operations'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'OperationalLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

module endpoint 'private-endpoint.bicep' = if (network != null) {
  name: '${name}-namespace'
  params: {
    name: 'pe-${name}'
    location: location
    tags: tags
    subnetId: network!.endpointSubnetId
    targetId: bus.id
    groupId: 'namespace'
    zoneId: network!.zoneIds.serviceBus
  }
}

@description('Resource id, for alerts.')
output id string = bus.id

@description('Host name for the app.')
output hostName string = '${bus.name}.servicebus.windows.net'
