// One app and all that belongs to it alone: queues, task hub, vault, storage. It shares servers with other apps and no data.

import { appNameType, chainType, escrowType, privateNetworkType, suffixType } from '../types.bicep'

@description('The app\'s short name.')
param app appNameType

@description('Ends every name here.')
param suffix suffixType

@description('Where it is.')
param location string

@description('Tags.')
param tags object

@description('The currencies that it serves.')
@minLength(1)
param currencies string[]

@description('The chain, and this app\'s escrow on it.')
param chain chainType

@description('The escrow of this app.')
param escrow escrowType

@description('The chain node\'s URL.')
@secure()
param chainRpcUrl string

@description('The app\'s identity.')
param identity {
  @description('Resource id.')
  id: string

  @description('Name, and role in PostgreSQL.')
  name: string

  @description('Client id.')
  clientId: string

  @description('Object id.')
  principalId: string
}

@description('Host name of PostgreSQL.')
param databaseHost string

@description('The app\'s database.')
param databaseName string

@description('URL of Redis.')
param redisUrl string

@description('The Durable Task Scheduler.')
param scheduler {
  @description('Its name.')
  name: string

  @description('Where it is reached.')
  endpoint: string
}

@description('The language model; empty strings when there is none.')
param languageModel {
  @description('Where it is reached.')
  url: string

  @description('Name of its deployment.')
  deploymentName: string
}

@description('Messaging units of Service Bus; 0 is the Standard tier.')
param messagingUnits int

@description('Megabytes of an instance.')
param instanceMemoryMb int

@description('The most instances.')
param maximumInstances int

@description('HTTP instances that are always warm.')
param alwaysReady int

@description('The role that signs with the operator\'s key and does nothing else.')
param signerRoleId string

@description('Who may write the vault\'s secrets.')
param vaultOfficerId string

@description('The network, or null.')
param network privateNetworkType?

@description('Log Analytics.')
param workspaceId string

@description('Application Insights.')
param insights {
  @description('Its name.')
  name: string

  @description('Where telemetry goes.')
  connectionString: string
}

// The host has four order queue functions. Up to four currencies have a queue each; more of them share four.
var slots = 4
var isShared = length(currencies) > slots
var queues = isShared
  ? map(range(0, slots), slot => 'orders-${slot}')
  : map(currencies, currency => 'orders-${toLower(currency)}')

// A slot without a partition listens to the first queue too: a trigger needs a queue that exists.
var slotQueues = map(range(0, slots), slot => slot < length(queues) ? queues[slot] : queues[0])

module storage 'storage.bicep' = {
  name: 'storage-${app}'
  params: {
    name: 'st${app}${suffix}'
    location: location
    tags: tags
    principalId: identity.principalId
    network: network
  }
}

module vault 'key-vault.bicep' = {
  name: 'vault-${app}'
  params: {
    name: 'kv-${app}-${take(suffix, 10)}'
    location: location
    tags: tags
    principalId: identity.principalId
    signerRoleId: signerRoleId
    vaultOfficerId: vaultOfficerId
    chainRpcUrl: chainRpcUrl
    network: network
    workspaceId: workspaceId
  }
}

module bus 'service-bus.bicep' = {
  name: 'bus-${app}'
  params: {
    name: 'sbns-${app}-${suffix}'
    location: location
    tags: tags
    queues: queues
    messagingUnits: messagingUnits
    principalId: identity.principalId
    network: network
    workspaceId: workspaceId
  }
}

module taskHub 'task-hub.bicep' = {
  name: 'hub-${app}'
  params: {
    schedulerName: scheduler.name
    name: 'paynode-${app}'
    principalId: identity.principalId
  }
}

var secretReference = '@Microsoft.KeyVault(VaultName=${vault.outputs.name};SecretName='

// Every setting that the code, the host or its extensions read. tests/Paynode.Infra.Tests compares this with the code.
var settings = union(
  {
    AzureWebJobsStorage__accountName: storage.outputs.name
    AzureWebJobsStorage__credential: 'managedidentity'
    AzureWebJobsStorage__clientId: identity.clientId
    APPLICATIONINSIGHTS_CONNECTION_STRING: insights.connectionString
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD;ClientId=${identity.clientId}'
    AZURE_CLIENT_ID: identity.clientId
    DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${scheduler.endpoint};Authentication=ManagedIdentity;ClientID=${identity.clientId}'
    TASKHUB_NAME: taskHub.outputs.name
    SERVICE_BUS__fullyQualifiedNamespace: bus.outputs.hostName
    SERVICE_BUS__credential: 'managedidentity'
    SERVICE_BUS__clientId: identity.clientId
    ORDER_QUEUE_0: slotQueues[0]
    ORDER_QUEUE_1: slotQueues[1]
    ORDER_QUEUE_2: slotQueues[2]
    ORDER_QUEUE_3: slotQueues[3]
    DATABASE_URL: 'postgres://${uriComponent(identity.name)}@${databaseHost}:5432/${databaseName}'
    REDIS_URL: redisUrl
    PAYNODE_OPERATOR_KEY_ID: vault.outputs.operatorKeyId
    PAYNODE_ADMIN_KEY: '${secretReference}admin-key)'
    PAYNODE_SECRETS_KEY: '${secretReference}secrets-key)'
    CHAIN_WEBHOOK_KEY: '${secretReference}chain-webhook-key)'
    'Chains__${chain.name}__ChainId': string(chain.chainId)
    'Chains__${chain.name}__RpcUrl': '${secretReference}chain-rpc-url)'
    'Chains__${chain.name}__Escrow': escrow.address
    'Chains__${chain.name}__StartBlock': string(escrow.startBlock)
    'Chains__${chain.name}__Confirmations': chain.confirmations
  },
  empty(languageModel.url)
    ? {}
    : {
        AI_ROUTER_URL: languageModel.url
        AI_ROUTER_MODEL: languageModel.deploymentName
      },
  toObject(chain.tokens, token => 'Chains__${chain.name}__Tokens__${token.symbol}', token => token.address),
  toObject(
    flatten(map(chain.tokens, token => map(currencies, currency => '${token.symbol}_${toUpper(currency)}'))),
    corridor => 'Corridors__${corridor}__Chain',
    corridor => chain.name
  )
)

module functions 'function-app.bicep' = {
  name: 'app-${app}'
  params: {
    name: 'func-${app}-${suffix}'
    location: location
    tags: tags
    serviceName: app
    identity: {
      id: identity.id
      clientId: identity.clientId
      principalId: identity.principalId
    }
    settings: settings
    packagesUrl: storage.outputs.packagesUrl
    instanceMemoryMb: instanceMemoryMb
    maximumInstances: maximumInstances
    alwaysReady: alwaysReady
    subnetId: network.?appSubnetId
    insightsName: insights.name
  }
}

@description('Resource id of Service Bus, for alerts.')
output serviceBusId string = bus.outputs.id

@description('Where the app\'s API is.')
output url string = functions.outputs.url

@description('What is needed to reach and to prepare the app: names and addresses.')
output summary object = {
  app: app
  functionApp: functions.outputs.name
  url: functions.outputs.url
  vault: vault.outputs.name
  identity: identity.name
  principalId: identity.principalId
  database: databaseName
}
