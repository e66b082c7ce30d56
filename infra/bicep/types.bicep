// What several templates have to agree on.

@export()
@description('An app\'s short name, such as main: lower-case letters and digits. It is part of the names of what belongs to the app, of which the vault\'s and the storage account\'s have the least room.')
@minLength(2)
@maxLength(8)
type appNameType = string

@export()
@description('Whether an app may have this name, its length aside.')
func isAppName(name string) bool =>
  empty(filter(range(0, length(name)), at => !contains('abcdefghijklmnopqrstuvwxyz0123456789', substring(name, at, 1))))

@export()
@description('What ends the resources\' names, so that they are unique in Azure: the thirteen characters of uniqueString().')
@minLength(13)
@maxLength(13)
type suffixType = string

@export()
@description('Gigabytes of a disk of PostgreSQL: the sizes that Premium SSD comes in.')
type databaseStorageGbType = 32 | 64 | 128 | 256 | 512 | 1024 | 2048 | 4096 | 8192 | 16384 | 32767

@export()
@description('A currency whose orders one app works on: the unit of scaling and of failure.')
type partitionType = {
  @description('ISO 4217 code of the fiat currency, such as NGN.')
  @minLength(3)
  @maxLength(3)
  currency: string

  @description('The app that serves it, such as main. Partitions that name the same app share it.')
  app: appNameType
}

@export()
@description('The escrow contract of one app. Apps never share one: each reconciles its escrow with its own ledger.')
type escrowType = {
  @description('The app it belongs to.')
  app: appNameType

  @description('Address of the contract, 0x and forty hexadecimal digits.')
  @minLength(42)
  @maxLength(42)
  address: string

  @description('The block it was created in; reading starts there.')
  @minValue(0)
  startBlock: int
}

@export()
@description('A token that payers may fund orders with.')
type tokenType = {
  @description('Its symbol, such as USDC.')
  symbol: string

  @description('Address of its contract.')
  @minLength(42)
  @maxLength(42)
  address: string
}

@export()
@description('The chain that the escrows are on.')
type chainType = {
  @description('Its name in settings and corridors. Letters, digits and underscores: it becomes part of a setting\'s name.')
  name: string

  @description('Its chain id, which the node has to confirm.')
  chainId: int

  @description('What deposits need: a number of confirmations, safe or finalized.')
  confirmations: string

  @description('The tokens on it.')
  tokens: tokenType[]
}

@export()
@description('Who administers the databases: creates the apps\' database roles, and nothing in Paynode signs in as it.')
type databaseAdministratorType = {
  @description('Object id in Microsoft Entra ID.')
  objectId: string

  @description('Its display name, or user principal name.')
  name: string

  @description('What it is.')
  type: 'Group' | 'ServicePrincipal' | 'User'
}

@export()
@description('Resource ids of the private DNS zones, by the service whose names they hold.')
type zoneIdsType = {
  blob: string
  serviceBus: string
  redis: string
  postgres: string
  keyVault: string
  openAi: string
  scheduler: string
}

@export()
@description('Where an app\'s private endpoints go; null leaves the data stores on their public addresses, open to Entra identities only.')
type privateNetworkType = {
  @description('Subnet of the private endpoints.')
  endpointSubnetId: string

  @description('Subnet that the apps\' outbound traffic leaves from.')
  appSubnetId: string

  @description('Private DNS zones by service.')
  zoneIds: zoneIdsType
}

// Built-in roles, each with the one use it is given for.
@export()
var roles = {
  // Host locks, timers' state and the app's own package.
  blobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  // Sending, receiving, and reading a queue's length: the scale controller cannot count sessions without the latter.
  serviceBusDataOwner: '090c5cfd-751d-490a-894a-3ce6f1109419'
  // Starting, running and reading orchestrations of one task hub.
  durableTaskDataContributor: '0ad04412-c4d5-4796-b79c-f76d14c8d402'
  // Reading secrets' values, for the settings that refer to them.
  keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6'
  // Writing secrets once, by people or the pipeline.
  keyVaultSecretsOfficer: 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'
  // Asking the model; no management of deployments.
  openAiUser: '5e0bd9bd-7b93-4f28-af87-19fc36ad61bd'
  // Writing telemetry; no reading.
  metricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb'
}
