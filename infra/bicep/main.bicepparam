// What `azd up` deploys: one app for the currencies named in the environment, on a chain named there.
// `azd env set NAME value` sets what is read here; docs/adr/0007 says what each costs to change later.

using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')

param partitions = map(split(readEnvironmentVariable('PAYNODE_CURRENCIES', 'NGN,KES'), ','), currency => {
  currency: trim(currency)
  app: 'main'
})

param escrows = [
  {
    app: 'main'
    address: readEnvironmentVariable('PAYNODE_ESCROW')
    startBlock: int(readEnvironmentVariable('PAYNODE_ESCROW_BLOCK'))
  }
]

param chain = {
  name: readEnvironmentVariable('PAYNODE_CHAIN', 'base_sepolia')
  chainId: int(readEnvironmentVariable('PAYNODE_CHAIN_ID', '84532'))
  confirmations: readEnvironmentVariable('PAYNODE_CONFIRMATIONS', '3')
  tokens: [
    {
      symbol: 'USDC'
      address: readEnvironmentVariable('PAYNODE_USDC', '0x036CbD53842c5426634e7929541eC2318f3dCF7e')
    }
  ]
}

param chainRpcUrl = readEnvironmentVariable('PAYNODE_RPC_URL')

param databaseAdministrator = {
  objectId: readEnvironmentVariable('AZURE_PRINCIPAL_ID')
  name: readEnvironmentVariable('PAYNODE_DATABASE_ADMINISTRATOR')
  type: readEnvironmentVariable('PAYNODE_DATABASE_ADMINISTRATOR_TYPE', 'User')
}

param vaultOfficerId = readEnvironmentVariable('AZURE_PRINCIPAL_ID')
param alertEmail = readEnvironmentVariable('PAYNODE_ALERT_EMAIL')
param usePrivateNetwork = bool(readEnvironmentVariable('PAYNODE_PRIVATE_NETWORK', 'false'))
