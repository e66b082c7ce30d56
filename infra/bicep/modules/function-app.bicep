// One app on Flex Consumption, with its plan and every setting that the code reads.

import { appNameType, roles } from '../types.bicep'

@description('Name of the app. The host\'s lock and task hub tell apps apart by the first 32 characters.')
@minLength(2)
@maxLength(32)
param name string

@description('Where it is.')
param location string

@description('Tags.')
param tags object

@description('The service of azure.yaml that azd deploys to it.')
param serviceName appNameType

@description('The app\'s identity: resource id, client id, object id.')
param identity {
  @description('Resource id.')
  id: string

  @description('Client id.')
  clientId: string

  @description('Object id.')
  principalId: string
}

@description('The settings, by name. None of them may be a key: secrets are references into the vault.')
param settings object

@description('Where the package is.')
param packagesUrl string

@description('Megabytes of an instance. Two cores come with 4096.')
@allowed([
  2048
  4096
])
param instanceMemoryMb int

@description('The most instances it may have.')
@minValue(1)
@maxValue(1000)
param maximumInstances int

@description('HTTP instances that are always warm; 0 lets it scale to nothing.')
@minValue(0)
@maxValue(100)
param alwaysReady int

@description('The subnet of its outbound traffic, or null.')
param subnetId string?

@description('Application Insights, which it may write to.')
param insightsName string

// A plan of Flex Consumption holds one app.
resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: 'plan-${name}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
  }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  // azd takes the one resource with this tag, so the plan must not have it.
  tags: union(tags, { 'azd-service-name': serviceName })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identity.id
    virtualNetworkSubnetId: subnetId
    siteConfig: {
      minTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packagesUrl
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identity.id
          }
        }
      }
      runtime: {
        name: 'dotnet-isolated'
        version: '10.0'
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMb
        maximumInstanceCount: maximumInstances
        triggers: {
          http: {
            // A request waits for PostgreSQL most of its time, and an instance's connections to it are a hundred.
            perInstanceConcurrency: 100
          }
        }
        alwaysReady: alwaysReady > 0
          ? [
              {
                name: 'http'
                instanceCount: alwaysReady
              }
            ]
          : []
      }
    }
  }

  resource appSettings 'config' = {
    name: 'appsettings'
    properties: settings
  }

  // Deployment is by identity. A publishing password would be a key to everything.
  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: {
      allow: false
    }
  }

  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: {
      allow: false
    }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource telemetry 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: insights
  name: guid(insights.id, app.id, roles.metricsPublisher)
  properties: {
    principalId: identity.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.metricsPublisher)
  }
}

@description('Name of the app.')
output name string = app.name

@description('Where its API is.')
output url string = 'https://${app.properties.defaultHostName}'
