-- A small order may be offered to several providers at once, each offer in a slot of its own. An offer is leave to accept;
-- only who accepted may pay, and that is one.
ALTER TABLE paynode.offers ADD COLUMN slot int NOT NULL DEFAULT 0 CHECK (slot >= 0);
DROP INDEX paynode.offers_one_that_may_pay;
CREATE UNIQUE INDEX offers_one_open_in_a_slot ON paynode.offers (order_id, slot) WHERE state IN ('offered', 'accepted', 'fulfilled');
CREATE UNIQUE INDEX offers_one_that_may_pay ON paynode.offers (order_id) WHERE state IN ('accepted', 'fulfilled');
