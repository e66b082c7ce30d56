-- Quotes and orders. Amounts are minor units of the currency that the column's prefix names: source and fee count the
-- token, payout counts the fiat. There is no foreign key to tenants: its row lock would be shared by every insert of a
-- busy tenant, and tenants are never deleted.

CREATE TABLE paynode.quotes (
    id           uuid PRIMARY KEY,
    tenant_id    uuid NOT NULL,
    token        text NOT NULL,
    fiat         text NOT NULL,
    source_minor numeric(39, 0) NOT NULL CHECK (source_minor > 0),
    fee_minor    numeric(39, 0) NOT NULL CHECK (fee_minor >= 0 AND fee_minor < source_minor),
    rate_scaled  bigint NOT NULL CHECK (rate_scaled > 0),
    payout_minor numeric(39, 0) NOT NULL CHECK (payout_minor > 0),
    expires_at   timestamptz NOT NULL,
    provider_id  uuid NOT NULL,
    created_at   timestamptz NOT NULL,
    -- Set by compare-and-set when an order takes the quote up; never changed after.
    order_id     uuid
);
CREATE INDEX quotes_open ON paynode.quotes (expires_at) WHERE order_id IS NULL;

CREATE TABLE paynode.orders (
    id                     uuid PRIMARY KEY,
    tenant_id              uuid NOT NULL,
    quote_id               uuid NOT NULL UNIQUE REFERENCES paynode.quotes (id),
    token                  text NOT NULL,
    fiat                   text NOT NULL,
    source_minor           numeric(39, 0) NOT NULL CHECK (source_minor > 0),
    fee_minor              numeric(39, 0) NOT NULL CHECK (fee_minor >= 0 AND fee_minor < source_minor),
    rate_scaled            bigint NOT NULL CHECK (rate_scaled > 0),
    payout_minor           numeric(39, 0) NOT NULL CHECK (payout_minor > 0),
    institution            text NOT NULL,
    account_identifier     text NOT NULL,
    account_name           text NOT NULL,
    memo                   text NOT NULL,
    method                 text NOT NULL CHECK (method IN ('bank', 'mobile_money')),
    reference              text,
    protocol_fee_bps       int NOT NULL CHECK (protocol_fee_bps BETWEEN 0 AND 10000),
    chain                  text NOT NULL,
    escrow_order_id        text NOT NULL CHECK (escrow_order_id = lower(escrow_order_id)),
    refund_address         text NOT NULL,
    deposit_address        text NOT NULL,
    deposit_by             timestamptz NOT NULL,
    escrow_deadline        timestamptz NOT NULL CHECK (escrow_deadline > deposit_by),
    state                  text NOT NULL CHECK (state IN (
        'initiated', 'deposited', 'pending', 'fulfilling', 'fulfilled', 'validated', 'settling', 'settled',
        'cancelled', 'refunding', 'refunded', 'expired')),
    created_at             timestamptz NOT NULL,
    updated_at             timestamptz NOT NULL,
    -- The sequence of the order's last event. Counted on the row that every writer locks anyway.
    last_event             int NOT NULL DEFAULT 1,
    UNIQUE (chain, escrow_order_id)
);
CREATE UNIQUE INDEX orders_by_reference ON paynode.orders (tenant_id, reference) WHERE reference IS NOT NULL;
CREATE INDEX orders_of_tenant ON paynode.orders (tenant_id, created_at DESC, id DESC);
CREATE INDEX orders_of_tenant_by_state ON paynode.orders (tenant_id, state, created_at DESC, id DESC);
CREATE INDEX orders_open ON paynode.orders (escrow_deadline)
    WHERE state NOT IN ('settled', 'cancelled', 'refunded', 'expired');
CREATE INDEX orders_paid_or_refunded ON paynode.orders (updated_at) WHERE state IN ('settled', 'refunded');

CREATE TABLE paynode.order_events (
    order_id uuid NOT NULL REFERENCES paynode.orders (id),
    sequence int NOT NULL CHECK (sequence > 0),
    type     text NOT NULL,
    at       timestamptz NOT NULL,
    data     jsonb NOT NULL,
    -- What makes a repeated event the same event; null where repetition is excluded otherwise.
    once_key text,
    PRIMARY KEY (order_id, sequence)
);
CREATE UNIQUE INDEX order_events_once ON paynode.order_events (order_id, once_key) WHERE once_key IS NOT NULL;

CREATE TABLE paynode.order_transactions (
    order_id uuid NOT NULL REFERENCES paynode.orders (id),
    kind     text NOT NULL CHECK (kind IN ('lock', 'release', 'refund')),
    chain    text NOT NULL,
    tx_hash  text NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (order_id, kind, tx_hash)
);

-- The routing decision behind each attempt, as the router wrote it. json, not jsonb: it is read whole and unaltered.
CREATE TABLE paynode.decisions (
    order_id uuid NOT NULL REFERENCES paynode.orders (id),
    attempt  int NOT NULL CHECK (attempt > 0),
    offer_id uuid,
    decision json NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (order_id, attempt)
);
