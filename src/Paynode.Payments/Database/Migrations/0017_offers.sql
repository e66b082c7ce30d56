-- One payout pays one order: a provider's references are unique across its offers, whatever their case. Those that were
-- reported twice before stay as they are; the later ones lie outside the constraint, the first one within it.
ALTER TABLE paynode.offers ADD COLUMN reference_repeated boolean NOT NULL DEFAULT false;
UPDATE paynode.offers o SET reference_repeated = true FROM (
    SELECT id, row_number() OVER (PARTITION BY provider_id, lower(btrim(reference)) ORDER BY updated_at, id) AS place
    FROM paynode.offers WHERE reference IS NOT NULL) known
WHERE known.id = o.id AND known.place > 1;
CREATE UNIQUE INDEX offers_reference_once ON paynode.offers (provider_id, lower(btrim(reference)))
    WHERE reference IS NOT NULL AND NOT reference_repeated;

-- What a provider signed later wins, whatever arrives first. updated_at counts its age: never later than it was received.
ALTER TABLE paynode.provider_rates ADD COLUMN signed_at timestamptz;
UPDATE paynode.provider_rates SET signed_at = updated_at;
ALTER TABLE paynode.provider_rates ALTER COLUMN signed_at SET NOT NULL;
ALTER TABLE paynode.provider_balances ADD COLUMN signed_at timestamptz;
UPDATE paynode.provider_balances SET signed_at = updated_at;
ALTER TABLE paynode.provider_balances ALTER COLUMN signed_at SET NOT NULL;
