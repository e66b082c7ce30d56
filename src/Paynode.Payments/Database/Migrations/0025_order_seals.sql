-- What an order is to pay, to whom and for what, under a seal whose key is not in the database. Orders of a former release get theirs
-- when the app is started once with PAYNODE_SEAL_EXISTING.
ALTER TABLE paynode.orders ADD COLUMN seal text;
