-- Sub-accounts: powers of their own, what was done about them, phones that were enrolled.
-- The same tables stand in ../postgres/0017_people.sql.

-- One more value of role: SQLite takes a new check with a new column only.
ALTER TABLE account ADD COLUMN preset TEXT NOT NULL DEFAULT 'custom'
    CHECK (preset IN ('owner', 'manager', 'clerk', 'accountant', 'custom'));
UPDATE account SET preset = role;
ALTER TABLE account DROP COLUMN role;
ALTER TABLE account RENAME COLUMN preset TO role;
ALTER TABLE account ADD COLUMN grants TEXT;                             -- of a custom one, e.g. `redeem:change products:look`
ALTER TABLE account ADD COLUMN products TEXT;                           -- e.g. `1000001-12 1000001-13`; NULL = all
ALTER TABLE account ADD COLUMN hours TEXT NOT NULL DEFAULT '';          -- e.g. `12345 09:00-22:00`; empty = always
ALTER TABLE account ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN version BIGINT NOT NULL DEFAULT 0;       -- raised by each change of a sub-account
ALTER TABLE account ADD COLUMN deleted_at BIGINT;                       -- disabled then, too

ALTER TABLE session ADD COLUMN passkey TEXT;                            -- the passkey it began with

ALTER TABLE passkey ADD COLUMN made_with TEXT;                          -- the passkey of whose session it was made

ALTER TABLE desk_phone ADD COLUMN passkey TEXT;                         -- the passkey of whose session it was registered

CREATE TABLE account_change (
    merchant   BIGINT NOT NULL,
    id         TEXT   NOT NULL,
    account    TEXT   NOT NULL,
    at         BIGINT NOT NULL,
    by_account TEXT,                                       -- NULL = the phone itself, by its code
    kind       TEXT   NOT NULL,
    facts      TEXT,                                       -- JSON: what it was and became; or the phone's name
    PRIMARY KEY (merchant, id),
    FOREIGN KEY (merchant, account) REFERENCES account (merchant, id)
);
CREATE INDEX account_change_by_account ON account_change (merchant, account, at);

-- A code that a manager shows to one phone, and the phone that took it.
CREATE TABLE enrolment (
    merchant   BIGINT NOT NULL,
    id         TEXT   NOT NULL,
    account    TEXT   NOT NULL,
    token_hash TEXT   NOT NULL UNIQUE,                     -- hex SHA-256 of the token in the QR
    made_by    TEXT   NOT NULL,
    made_at    BIGINT NOT NULL,
    ends_at    BIGINT NOT NULL,
    used_at    BIGINT,
    browser    TEXT   NOT NULL DEFAULT '',
    passkey    TEXT,                                       -- made by the phone
    revoked_at BIGINT,
    PRIMARY KEY (merchant, id),
    FOREIGN KEY (merchant, account) REFERENCES account (merchant, id)
);
CREATE INDEX enrolment_by_account ON enrolment (merchant, account, made_at);
