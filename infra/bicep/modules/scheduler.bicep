// The Durable Task Scheduler, which keeps the orchestrations. Task hubs, one an app, are in task-hub.bicep.

import { privateNetworkType } from '../types.bicep'

@description('Name of the scheduler.')
@minLength(3)
@maxLength(61)
param name string

@description('Where it is.')
param location string

@description('The network, or null.')
param network privateNetworkType?

@description('Tags.')
param tags object

@description('Capacity units of about 2,000 actions a second each; 0 is the Consumption tier, billed by action.')
@minValue(0)
@maxValue(3)
param capacityUnits int

@description('Days after which ended orchestrations are forgotten; orders themselves stay in PostgreSQL.')
@minValue(1)
@maxValue(90)
param retentionDays int

resource scheduler 'Microsoft.DurableTask/schedulers@2026-02-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    sku: capacityUnits > 0
      ? {
          name: 'Dedicated'
          capacity: capacityUnits
        }
      : {
          name: 'Consumption'
        }
    // An empty list refuses everyone, private endpoints' traffic is not asked. Identity decides either way.
    ipAllowlist: network != null ? [] : ['0.0.0.0/0']
    publicNetworkAccess: network != null ? 'Disabled' : 'Enabled'
  }
}

resource retention 'Microsoft.DurableTask/schedulers/retentionPolicies@2026-02-01' = {
  parent: scheduler
  name: 'default'
  properties: {
    retentionPolicies: [
      {
        retentionPeriodInDays: retentionDays
      }
    ]
  }
}

module endpoint 'private-endpoint.bicep' = if (network != null) {
  name: 'endpoint-scheduler'
  params: {
    name: 'pe-${name}'
    location: location
    tags: tags
    subnetId: network!.endpointSubnetId
    targetId: scheduler.id
    groupId: 'scheduler'
    zoneId: network!.zoneIds.scheduler
  }
}

@description('Name of the scheduler.')
output name string = scheduler.name

@description('Where the apps reach it.')
output endpoint string = scheduler.properties.endpoint
