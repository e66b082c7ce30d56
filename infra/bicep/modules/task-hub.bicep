// One app's orchestrations: its own task hub, and the right to that hub alone.

import { roles } from '../types.bicep'

@description('The scheduler it is in.')
param schedulerName string

@description('Name of the hub.')
@minLength(3)
@maxLength(64)
param name string

@description('The app\'s identity.')
param principalId string

resource scheduler 'Microsoft.DurableTask/schedulers@2026-02-01' existing = {
  name: schedulerName
}

resource hub 'Microsoft.DurableTask/schedulers/taskHubs@2026-02-01' = {
  parent: scheduler
  name: name
  properties: {}
}

resource access 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: hub
  name: guid(hub.id, principalId, roles.durableTaskDataContributor)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.durableTaskDataContributor)
  }
}

@description('Name of the hub.')
output name string = hub.name
