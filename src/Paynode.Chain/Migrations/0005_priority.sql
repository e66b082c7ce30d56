-- What can wait goes behind what cannot. 0 is what funds wait for; 1 is a service that anyone could do.
ALTER TABLE chain.transactions ADD COLUMN urgency smallint NOT NULL DEFAULT 0 CHECK (urgency IN (0, 1));
-- Since when its gas cannot be estimated; null while it can.
ALTER TABLE chain.transactions ADD COLUMN failing_since timestamptz;
