-- Giving, complete (RULES §5): a card, a day on which the gift is sent, a link that the giver passes on, and what became of it.
-- The same columns stand in ../sqlite/0006_gifts.sql.

ALTER TABLE transfer ADD COLUMN card       TEXT NOT NULL DEFAULT 'plain';
ALTER TABLE transfer ADD COLUMN share_hash TEXT;    -- hex SHA-256 of the token in the giver's link: dead once it is accepted
ALTER TABLE transfer ADD COLUMN accepted_by TEXT;   -- hash of the attempt that accepted by the giver's link
ALTER TABLE transfer ADD COLUMN sent_at    BIGINT;  -- NULL: its day (offered_on) has not come
ALTER TABLE transfer ADD COLUMN opened_at  BIGINT;  -- the recipient looked at it for the first time
ALTER TABLE transfer ADD COLUMN reminder   TEXT CHECK (reminder IN ('after_a_week', 'before_the_end')); -- the last one told
UPDATE transfer SET sent_at = offered_at;
CREATE UNIQUE INDEX transfer_by_share ON transfer (share_hash);
CREATE INDEX transfer_unsent ON transfer (offered_on) WHERE sent_at IS NULL;
