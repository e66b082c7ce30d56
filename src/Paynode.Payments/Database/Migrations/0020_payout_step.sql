-- What a provider's rails pay in multiples of, by currency: '1.00 TZS'. A currency that is not named takes any amount.
ALTER TABLE paynode.providers ADD COLUMN payout_steps text[] NOT NULL DEFAULT '{}';
