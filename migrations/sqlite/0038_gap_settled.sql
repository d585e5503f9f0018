-- The desk without network (RULES §3): who looked into scans of a phone that never arrived, and what they found. The same table
-- stands in ../postgres/0038_gap_settled.sql.
CREATE TABLE offline_gap (
    merchant  BIGINT NOT NULL,                             -- of the phone
    id        TEXT   NOT NULL,                             -- of its event
    phone     TEXT   NOT NULL,
    looked_to BIGINT NOT NULL CHECK (looked_to >= 1),      -- the highest number of the phone that was there to be seen
    missing   BIGINT NOT NULL CHECK (missing >= 1),        -- of those that nobody had looked into before
    note      TEXT   NOT NULL,                             -- for the merchant's own people alone
    at        BIGINT NOT NULL,
    account   TEXT   NOT NULL,
    PRIMARY KEY (merchant, id),
    UNIQUE (merchant, phone, looked_to),
    FOREIGN KEY (merchant, phone) REFERENCES desk_phone (merchant, id),
    FOREIGN KEY (merchant, account) REFERENCES account (merchant, id)
);
