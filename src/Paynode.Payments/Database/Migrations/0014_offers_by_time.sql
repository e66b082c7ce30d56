-- Statistics of providers read the latest offers first.
CREATE INDEX offers_by_time ON paynode.offers (offered_at DESC);
