// What an app may do with its operator key: find it and sign. The built-in role for that may change and back up the key as well.

import { suffixType } from '../types.bicep'

@description('Ends the name, which is the tenant\'s own: no two roles of it share one.')
param suffix suffixType

resource signer 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, 'operator-key-signer')
  properties: {
    roleName: 'Paynode operator key signer ${suffix}'
    description: 'Reads a key\'s public part and signs with it. Given on one key.'
    type: 'CustomRole'
    permissions: [
      {
        actions: []
        dataActions: [
          'Microsoft.KeyVault/vaults/keys/read'
          'Microsoft.KeyVault/vaults/keys/sign/action'
        ]
      }
    ]
    assignableScopes: [
      resourceGroup().id
    ]
  }
}

@description('Resource id of the role.')
output id string = signer.id
