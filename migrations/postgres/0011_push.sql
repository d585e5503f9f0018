-- Phones that are told (RULES §14): where each can be reached, and what waits to be sent there.
-- The same stands in ../sqlite/0011_push.sql.

ALTER TABLE wallet ADD COLUMN push_topics TEXT;            -- those that are on; NULL: nothing chosen yet, all are

-- One a phone. It goes with the phone, and with the wallet's link.
CREATE TABLE push_subscription (
    merchant BIGINT NOT NULL,
    wallet   TEXT   NOT NULL,
    device   TEXT   NOT NULL,
    sealed   BYTEA  NOT NULL,                              -- address and keys, encrypted, bound to the phone
    failed   BIGINT NOT NULL DEFAULT 0,                    -- given up in a row
    made_at  BIGINT NOT NULL,
    PRIMARY KEY (merchant, wallet, device),
    FOREIGN KEY (merchant, wallet, device) REFERENCES wallet_device (merchant, wallet, id) ON DELETE CASCADE
);

-- What one phone is to be told of one event. Sent or given up, the row is gone.
CREATE TABLE push_waiting (
    merchant BIGINT NOT NULL,
    event    TEXT   NOT NULL,
    kind     TEXT   NOT NULL,
    wallet   TEXT   NOT NULL,
    device   TEXT   NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    due_at   BIGINT NOT NULL,
    PRIMARY KEY (merchant, event, kind, wallet, device),
    FOREIGN KEY (merchant, wallet, device) REFERENCES push_subscription (merchant, wallet, device) ON DELETE CASCADE
);
CREATE INDEX push_waiting_by_time ON push_waiting (due_at);
CREATE INDEX push_waiting_by_phone ON push_waiting (merchant, wallet, device);
