// Tells someone before the month's money is spent. It stops nothing: payments in flight are worth more than the bill.

@description('Name of the budget.')
@minLength(1)
@maxLength(63)
param name string

@description('US dollars, or the subscription\'s currency, a month.')
@minValue(1)
param amount int

@description('First day of the month that it begins with.')
param startDate string

@description('Where the warnings are sent.')
param email string

resource budget 'Microsoft.Consumption/budgets@2023-11-01' = {
  name: name
  properties: {
    category: 'Cost'
    amount: amount
    timeGrain: 'Monthly'
    timePeriod: {
      startDate: startDate
    }
    notifications: {
      spent80: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 80
        thresholdType: 'Actual'
        contactEmails: [
          email
        ]
      }
      willBeSpent: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 100
        thresholdType: 'Forecasted'
        contactEmails: [
          email
        ]
      }
    }
  }
}
