-- A reorganisation took the order's lock away after it was acted upon; null while the funds are there.
ALTER TABLE paynode.orders ADD COLUMN funds_withdrawn_at timestamptz;
