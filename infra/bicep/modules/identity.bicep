// The identity of one app. Everything it may do is a role assignment beside the resource it may do it to.

@description('Name of the identity; also its name as a role in PostgreSQL, which leaves it 63 characters.')
@minLength(3)
@maxLength(63)
param name string

@description('Where it is.')
param location string

@description('Tags.')
param tags object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('Resource id.')
output id string = identity.id

@description('Name, which is its role in PostgreSQL.')
output name string = identity.name

@description('Object id for role assignments.')
output principalId string = identity.properties.principalId

@description('Client id for DefaultAzureCredential.')
output clientId string = identity.properties.clientId
