-- Providers, what they offer, and the offers made to them.

CREATE TABLE paynode.providers (
    id                 uuid PRIMARY KEY,
    name               text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    base_url           text NOT NULL,
    settlement_address text NOT NULL,
    corridors          text[] NOT NULL,
    enabled            boolean NOT NULL,
    -- Sealed with the host's key: who reads this table cannot sign.
    secret             bytea NOT NULL,
    created_at         timestamptz NOT NULL
);

CREATE TABLE paynode.provider_rates (
    provider_id uuid NOT NULL REFERENCES paynode.providers (id),
    token       text NOT NULL,
    fiat        text NOT NULL,
    rate_scaled bigint NOT NULL CHECK (rate_scaled > 0),
    min_minor   numeric(39, 0) NOT NULL CHECK (min_minor >= 0),
    max_minor   numeric(39, 0) NOT NULL CHECK (max_minor >= min_minor),
    updated_at  timestamptz NOT NULL,
    PRIMARY KEY (provider_id, token, fiat)
) WITH (fillfactor = 70);

CREATE TABLE paynode.provider_balances (
    provider_id     uuid NOT NULL REFERENCES paynode.providers (id),
    currency        text NOT NULL,
    available_minor numeric(39, 0) NOT NULL CHECK (available_minor >= 0),
    updated_at      timestamptz NOT NULL,
    PRIMARY KEY (provider_id, currency)
) WITH (fillfactor = 70);

-- Apart from providers: a row that changes every few seconds would drag the others along.
CREATE TABLE paynode.provider_heartbeats (
    provider_id uuid PRIMARY KEY REFERENCES paynode.providers (id),
    at          timestamptz NOT NULL
) WITH (fillfactor = 50);

-- Signatures seen. Logged: a restart within the tolerance must still refuse a replay.
CREATE TABLE paynode.provider_signatures (
    signature text PRIMARY KEY,
    at        timestamptz NOT NULL
);
CREATE INDEX provider_signatures_by_age ON paynode.provider_signatures (at);

CREATE TABLE paynode.offers (
    id          uuid PRIMARY KEY,
    order_id    uuid NOT NULL REFERENCES paynode.orders (id),
    provider_id uuid NOT NULL REFERENCES paynode.providers (id),
    attempt     int NOT NULL CHECK (attempt > 0),
    state       text NOT NULL CHECK (state IN (
        'offered', 'accepted', 'fulfilled', 'failed', 'declined', 'lapsed', 'closed')),
    offered_at  timestamptz NOT NULL,
    accept_by   timestamptz NOT NULL,
    pay_by      timestamptz NOT NULL,
    close_by    timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    reference   text,
    code        text,
    reason      text,
    UNIQUE (order_id, attempt),
    CHECK (offered_at <= accept_by AND accept_by <= pay_by AND pay_by <= close_by),
    CHECK (state <> 'fulfilled' OR reference IS NOT NULL)
);

-- Two providers are never asked to pay one order: no second offer beside one that is open, none after one that was paid.
CREATE UNIQUE INDEX offers_one_that_may_pay ON paynode.offers (order_id) WHERE state IN ('offered', 'accepted', 'fulfilled');
CREATE INDEX offers_open ON paynode.offers (id) WHERE state IN ('offered', 'accepted');

-- What a provider reported after its offer was over: it has no claim, but it may have paid, so a person must see it.
CREATE TABLE paynode.offer_late_reports (
    offer_id  uuid NOT NULL REFERENCES paynode.offers (id),
    reported  text NOT NULL CHECK (reported IN ('fulfilled', 'failed')),
    reference text,
    code      text,
    reason    text,
    times     int NOT NULL DEFAULT 1,
    first_at  timestamptz NOT NULL,
    last_at   timestamptz NOT NULL,
    PRIMARY KEY (offer_id, reported)
);
