-- What holders are told of (RULES §14): their own switches, and what ends soon, told once.
-- The same stands in ../postgres/0010_notice_topics.sql.

ALTER TABLE wallet ADD COLUMN notice_topics TEXT;          -- those that are on; NULL: nothing chosen yet

-- One row a wallet and last day, however many of its tickets end then, and however often the job runs.
CREATE TABLE ending_told (
    merchant BIGINT NOT NULL,
    wallet   TEXT   NOT NULL,
    ending   TEXT   NOT NULL CHECK (ending IN ('guarantee', 'expiry')),
    last_day TEXT   NOT NULL,
    told_at  BIGINT NOT NULL,
    PRIMARY KEY (merchant, wallet, ending, last_day),
    FOREIGN KEY (merchant, wallet) REFERENCES wallet (merchant, id)
);

-- 贈品券 by their last day. Guarantees have ticket_in_trust.
CREATE INDEX ticket_by_last_day ON ticket (usable_until) WHERE kind = 'gift';
