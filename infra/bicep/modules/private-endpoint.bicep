// One data store's address inside the network, with its name in the private zone.

@description('Name of the endpoint.')
@minLength(2)
@maxLength(64)
param name string

@description('Where it is.')
param location string

@description('Tags.')
param tags object

@description('The subnet it is in.')
param subnetId string

@description('The resource behind it.')
param targetId string

@description('Which of the resource\'s services, as that kind of resource calls it.')
@allowed([
  'account'
  'blob'
  'namespace'
  'postgresqlServer'
  'redisEnterprise'
  'scheduler'
  'vault'
])
param groupId string

@description('The private zone that its name goes to.')
param zoneId string

resource endpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetId
    }
    privateLinkServiceConnections: [
      {
        name: groupId
        properties: {
          privateLinkServiceId: targetId
          groupIds: [
            groupId
          ]
        }
      }
    ]
  }
}

resource names 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = {
  parent: endpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: groupId
        properties: {
          privateDnsZoneId: zoneId
        }
      }
    ]
  }
}
