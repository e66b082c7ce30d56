-- Messages that wait for a function. One process at a time consumes a queue (durable.leases, "queue:NAME").
CREATE TABLE durable.queue_messages (
    sequence       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    queue          text        NOT NULL,
    message_id     text        NOT NULL,
    session_id     text,
    body           bytea       NOT NULL,
    enqueued_at    timestamptz NOT NULL DEFAULT now(),
    available_at   timestamptz NOT NULL,
    delivery_count integer     NOT NULL DEFAULT 0,
    trace_parent   text
);
CREATE INDEX queue_messages_by_queue ON durable.queue_messages (queue, sequence);
CREATE INDEX queue_messages_by_session ON durable.queue_messages (queue, session_id, sequence) WHERE session_id IS NOT NULL;

-- Identifiers seen within the duplicate-detection window.
CREATE TABLE durable.queue_receipts (
    queue      text        NOT NULL,
    message_id text        NOT NULL,
    seen_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (queue, message_id)
);
CREATE INDEX queue_receipts_by_age ON durable.queue_receipts (seen_at);

-- Messages that could not be handled, with the reason.
CREATE TABLE durable.dead_letters (
    sequence       bigint      PRIMARY KEY,
    queue          text        NOT NULL,
    message_id     text        NOT NULL,
    session_id     text,
    body           bytea       NOT NULL,
    enqueued_at    timestamptz NOT NULL,
    delivery_count integer     NOT NULL,
    reason         text        NOT NULL,
    description    text        NOT NULL,
    dead_at        timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX dead_letters_by_queue ON durable.dead_letters (queue, sequence);

-- When each timer function last ran and runs next.
CREATE TABLE durable.timers (
    name     text PRIMARY KEY,
    schedule text NOT NULL,
    last_run timestamptz,
    next_run timestamptz NOT NULL
);
