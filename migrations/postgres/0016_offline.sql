-- The desk without network (RULES §3, offline): phones that may go on alone, what they took, and what did not fit.
-- The same tables stand in ../sqlite/0016_offline.sql.

-- How much of a product a phone may take before it must be heard again. No units: nothing.
ALTER TABLE product ADD COLUMN offline_units BIGINT NOT NULL DEFAULT 50 CHECK (offline_units >= 0);
ALTER TABLE product ADD COLUMN offline_money BIGINT NOT NULL DEFAULT 20000 CHECK (offline_money >= 0);
ALTER TABLE product ADD COLUMN offline_minutes BIGINT NOT NULL DEFAULT 720 CHECK (offline_minutes >= 0);
ALTER TABLE product ADD COLUMN offline_statement_hours BIGINT NOT NULL DEFAULT 72 CHECK (offline_statement_hours >= 0);

CREATE TABLE desk_phone (
    merchant   BIGINT NOT NULL,
    id         TEXT   NOT NULL,
    account    TEXT   NOT NULL,
    branch     TEXT,                                       -- of the account when it was made; NULL = head office
    public_key TEXT   NOT NULL,                            -- P-256, compressed, hexadecimal digits
    name       TEXT   NOT NULL,                            -- e.g. `iPhone · Safari`
    made_at    BIGINT NOT NULL,
    heard_at   BIGINT NOT NULL,
    revoked_at BIGINT,
    revoked_by TEXT,                                       -- account
    PRIMARY KEY (merchant, id),
    UNIQUE (merchant, account, public_key),
    FOREIGN KEY (merchant, account) REFERENCES account (merchant, id)
);

-- A scan that a phone took by itself, as it arrived: what the phone saw, and what the server made of it.
CREATE TABLE offline_scan (
    merchant    BIGINT NOT NULL,                           -- of the phone
    id          TEXT   NOT NULL,
    phone       TEXT   NOT NULL,
    number      BIGINT NOT NULL CHECK (number >= 1),       -- counts the phone's scans; a gap is one that never arrived
    attempt     TEXT   NOT NULL,
    code        TEXT   NOT NULL,                           -- the text of the QR
    units       BIGINT NOT NULL CHECK (units >= 1),
    scanned_at  BIGINT NOT NULL,
    ahead       BIGINT NOT NULL,                           -- milliseconds that the server's clock was ahead of the phone's
    heard_at    BIGINT NOT NULL,                           -- when the phone had last heard the server
    unchecked   BIGINT NOT NULL,                           -- a bit for each thing it could not check
    signature   TEXT   NOT NULL,                           -- the phone's, hexadecimal digits
    received_at BIGINT NOT NULL,
    outcome     TEXT   NOT NULL CHECK (outcome IN ('redeemed', 'conflict')),
    refusal     TEXT,                                      -- of a conflict: what the server knew, JSON: code and facts
    issuer      BIGINT,                                    -- of the ticket, where there is one
    ticket      TEXT,
    use_line    TEXT,                                      -- the redemption
    decision    TEXT   CHECK (decision IN ('redeemed', 'merchant_bears', 'branch_bears', 'nothing_given')),
    decided_at  BIGINT,
    decided_by  TEXT,                                      -- account
    PRIMARY KEY (merchant, id),
    UNIQUE (merchant, phone, number),
    FOREIGN KEY (merchant, phone) REFERENCES desk_phone (merchant, id)
);
CREATE INDEX offline_scan_conflicts ON offline_scan (merchant, received_at) WHERE outcome = 'conflict';
