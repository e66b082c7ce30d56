// The optional network: the apps' outbound traffic and the data stores' private endpoints meet here.

import { suffixType, zoneIdsType } from '../types.bicep'

@description('Ends every name here.')
param suffix suffixType

@description('Where it is.')
param location string

@description('Tags.')
param tags object

@description('The network\'s addresses: a /16 to /22 of which two subnets are taken.')
param addressPrefix string

// Service names beside their zones, so that nobody has to count positions.
var zones = {
  blob: 'privatelink.blob.${environment().suffixes.storage}'
  serviceBus: 'privatelink.servicebus.windows.net'
  redis: 'privatelink.redis.azure.net'
  postgres: 'privatelink.postgres.database.azure.com'
  keyVault: 'privatelink.vaultcore.azure.net'
  openAi: 'privatelink.openai.azure.com'
  scheduler: 'privatelink.durabletask.io'
}

resource guard 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-${suffix}'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'only-from-this-network'
        properties: {
          priority: 4000
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: 'Internet'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-${suffix}'
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: [
        addressPrefix
      ]
    }
    subnets: [
      {
        name: 'apps'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 24, 0)
          networkSecurityGroup: {
            id: guard.id
          }
          delegations: [
            {
              name: 'flex-consumption'
              properties: {
                serviceName: 'Microsoft.App/environments'
              }
            }
          ]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 24, 1)
          networkSecurityGroup: {
            id: guard.id
          }
        }
      }
    ]
  }
}

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for service in items(zones): {
    name: service.value
    location: 'global'
    tags: tags
  }
]

resource link 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (service, index) in items(zones): {
    parent: zone[index]
    name: 'vnet-${suffix}'
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: {
        id: network.id
      }
    }
  }
]

@description('Subnet of the apps.')
output appSubnetId string = '${network.id}/subnets/apps'

@description('Subnet of the private endpoints.')
output endpointSubnetId string = '${network.id}/subnets/endpoints'

@description('The zones by service.')
output zoneIds zoneIdsType = {
  blob: resourceId('Microsoft.Network/privateDnsZones', zones.blob)
  serviceBus: resourceId('Microsoft.Network/privateDnsZones', zones.serviceBus)
  redis: resourceId('Microsoft.Network/privateDnsZones', zones.redis)
  postgres: resourceId('Microsoft.Network/privateDnsZones', zones.postgres)
  keyVault: resourceId('Microsoft.Network/privateDnsZones', zones.keyVault)
  openAi: resourceId('Microsoft.Network/privateDnsZones', zones.openAi)
  scheduler: resourceId('Microsoft.Network/privateDnsZones', zones.scheduler)
}
