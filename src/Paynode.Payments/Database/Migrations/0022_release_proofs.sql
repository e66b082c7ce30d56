-- Up to which block a chain's releases were compared with what was decided: a process that starts goes on from there. A chain
-- without a row is compared from shortly before the block that its indexer has reached.
CREATE TABLE paynode.release_checks (
    chain         text PRIMARY KEY,
    through_block bigint NOT NULL
);

-- A release stops its chain once: when the operator has resumed the chain, reading that block again does not stop it anew.
CREATE TABLE paynode.undecided_releases (
    chain     text NOT NULL,
    event_key text NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (chain, event_key)
);
INSERT INTO paynode.undecided_releases (chain, event_key, at) SELECT chain, event_key, at FROM paynode.chain_stops;

-- That the provider reported this payout, under a seal whose key is not in the database. Offers that were fulfilled before have
-- none: a release of theirs that is not decided yet waits until the provider repeats its report.
ALTER TABLE paynode.offers ADD COLUMN report_seal bytea;
