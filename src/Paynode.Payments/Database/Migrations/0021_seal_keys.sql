-- Where a provider's releases go, each under a seal whose key is not in the database: who writes here cannot move funds.
ALTER TABLE paynode.providers ADD COLUMN settlement_seal bytea;
ALTER TABLE paynode.offers ADD COLUMN settlement_address text;
ALTER TABLE paynode.offers ADD COLUMN settlement_seal bytea;
ALTER TABLE paynode.chain_intents ADD COLUMN seal text;

-- The operator's change of a settlement address, in force from then on.
ALTER TABLE paynode.providers ADD COLUMN next_settlement_address text;
ALTER TABLE paynode.providers ADD COLUMN next_settlement_from timestamptz;
ALTER TABLE paynode.providers ADD COLUMN next_settlement_seal bytea;

-- A release on the chain that nobody here decided: no offers on that chain until the operator has looked.
CREATE TABLE paynode.chain_stops (
    chain     text PRIMARY KEY,
    at        timestamptz NOT NULL,
    event_key text NOT NULL
);
