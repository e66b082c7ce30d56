-- What the operator knows of a provider beside its terms: who stands behind it, and how long it may work.
ALTER TABLE paynode.providers ADD COLUMN upstream_group text CHECK (length(upstream_group) BETWEEN 1 AND 100);
ALTER TABLE paynode.providers ADD COLUMN licensed_until timestamptz;

-- Offers in flight that it carries in the corridor without degrading; 0: it names no limit.
ALTER TABLE paynode.provider_rates ADD COLUMN max_concurrent int NOT NULL DEFAULT 0 CHECK (max_concurrent >= 0);

-- The releases of a batch are counted to share its gas out.
CREATE INDEX chain_intents_by_batch ON paynode.chain_intents (batch_key) WHERE batch_key IS NOT NULL;

-- By how much a balance rose between one report and the next, summed by the hour: payouts only ever lower it, so a rise is
-- the provider's own doing.
CREATE TABLE paynode.provider_refills (
    provider_id  uuid NOT NULL REFERENCES paynode.providers (id),
    currency     text NOT NULL,
    hour         timestamptz NOT NULL,
    amount_minor numeric NOT NULL CHECK (amount_minor > 0),
    PRIMARY KEY (provider_id, currency, hour)
) WITH (fillfactor = 70);
