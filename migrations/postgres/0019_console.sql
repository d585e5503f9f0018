-- The console (RULES §8, §15): contracts, settings, branches and relations with everything that was changed in them, and
-- the platform's own people. The same stands in ../sqlite/0019_console.sql.

ALTER TABLE merchant ADD COLUMN contract_version BIGINT NOT NULL DEFAULT 1;  -- what a form was made of
ALTER TABLE merchant ADD COLUMN settings_version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE merchant ADD COLUMN contract_from    TEXT;
ALTER TABLE merchant ADD COLUMN contract_until   TEXT;                       -- last day as agreed; NULL = until further notice
ALTER TABLE merchant ADD COLUMN contract_ended_on TEXT;                      -- ended early: its last day
ALTER TABLE merchant ADD COLUMN redemption_mode  TEXT NOT NULL DEFAULT 'after_use'
    CHECK (redemption_mode IN ('after_use', 'instalments'));                 -- 核銷方式
ALTER TABLE merchant ADD COLUMN opened           TEXT NOT NULL DEFAULT 'paid gift electronic_at_once electronic_later';
ALTER TABLE merchant ADD COLUMN sms_contracted   BIGINT NOT NULL DEFAULT 0 CHECK (sms_contracted IN (0, 1));
ALTER TABLE merchant ADD COLUMN rates_with_tax   BIGINT NOT NULL DEFAULT 1 CHECK (rates_with_tax IN (0, 1)); -- 含稅
ALTER TABLE merchant ADD COLUMN line_link        TEXT;
ALTER TABLE merchant ADD COLUMN facebook_link    TEXT;
ALTER TABLE merchant ADD COLUMN twitter_link     TEXT;
ALTER TABLE merchant ADD COLUMN instagram_link   TEXT;
ALTER TABLE merchant ADD COLUMN shows_shop_site  BIGINT NOT NULL DEFAULT 0 CHECK (shows_shop_site IN (0, 1));
UPDATE merchant SET sms_contracted = sms_open;

-- Fees of the contract, in ten-thousandths; what is not there is not charged.
CREATE TABLE contract_rate (
    merchant BIGINT NOT NULL REFERENCES merchant (number),
    fee      TEXT   NOT NULL,
    rate     BIGINT NOT NULL CHECK (rate >= 0),
    PRIMARY KEY (merchant, fee)
);

ALTER TABLE branch ADD COLUMN version    BIGINT NOT NULL DEFAULT 1;
ALTER TABLE branch ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0;          -- 0: before there was a console

ALTER TABLE relation ADD COLUMN version    BIGINT NOT NULL DEFAULT 1;
ALTER TABLE relation ADD COLUMN note       TEXT   NOT NULL DEFAULT '';
ALTER TABLE relation ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX relation_by_redeemer ON relation (redeemer);

-- 設定歷程, 歷程: who changed what, from what to what. `merchant` is whose data they are: of a relation, the issuer.
CREATE TABLE set_up_change (
    merchant       BIGINT NOT NULL REFERENCES merchant (number),
    id             TEXT   NOT NULL,
    subject        TEXT   NOT NULL CHECK (subject IN ('contract', 'settings', 'branch', 'relation')),
    subject_key    TEXT   NOT NULL,                        -- branch number, redeemer's number, or empty
    at             BIGINT NOT NULL,
    actor_merchant BIGINT,                                 -- of the account; NULL = the platform
    account        TEXT,
    operator       TEXT,                                   -- of the platform
    fields         TEXT   NOT NULL,                        -- JSON: [[field, before, after], …]
    note           TEXT   NOT NULL,
    PRIMARY KEY (merchant, id)
);
CREATE INDEX set_up_change_by_subject ON set_up_change (merchant, subject, subject_key, at);

-- The platform's own people. Nothing of a merchant's accounts and sessions is theirs.
CREATE TABLE operator_account (
    id            TEXT   NOT NULL PRIMARY KEY,
    name          TEXT   NOT NULL UNIQUE,
    password_hash TEXT   NOT NULL,                         -- argon2id, PHC string
    disabled      BIGINT NOT NULL CHECK (disabled IN (0, 1)),
    created_at    BIGINT NOT NULL
);

CREATE TABLE operator_session (
    token_hash TEXT   NOT NULL PRIMARY KEY,                -- hex SHA-256 of what only the browser holds
    operator   TEXT   NOT NULL REFERENCES operator_account (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    way        TEXT   NOT NULL CHECK (way IN ('password', 'passkey')),
    browser    TEXT   NOT NULL,
    address    TEXT   NOT NULL
);
CREATE INDEX operator_session_by_operator ON operator_session (operator, created_at);

CREATE TABLE operator_passkey (
    id            TEXT   NOT NULL PRIMARY KEY,
    operator      TEXT   NOT NULL REFERENCES operator_account (id),
    credential_id TEXT   NOT NULL UNIQUE,
    credential    TEXT   NOT NULL,
    name          TEXT   NOT NULL,
    made_at       BIGINT NOT NULL,
    used_at       BIGINT
);

-- Each look of the platform at a merchant's console, with its reason.
CREATE TABLE operator_look (
    id       TEXT   NOT NULL PRIMARY KEY,
    operator TEXT   NOT NULL REFERENCES operator_account (id),
    merchant BIGINT NOT NULL REFERENCES merchant (number),
    at       BIGINT NOT NULL,
    reason   TEXT   NOT NULL
);
CREATE INDEX operator_look_by_merchant ON operator_look (merchant, at);

-- 訊息中心: from the platform to one merchant, or to all.
CREATE TABLE message (
    id           TEXT   NOT NULL PRIMARY KEY,
    merchant     BIGINT REFERENCES merchant (number),      -- NULL = all
    kind         TEXT   NOT NULL CHECK (kind IN ('important', 'notice', 'maintenance')),
    title        TEXT   NOT NULL,
    body         TEXT   NOT NULL,
    at           BIGINT NOT NULL,
    operator     TEXT   NOT NULL REFERENCES operator_account (id),
    withdrawn_at BIGINT
);
CREATE INDEX message_by_time ON message (at);

-- The first account of a merchant chooses its own password behind a link that opens once.
CREATE TABLE invitation (
    token_hash TEXT   NOT NULL PRIMARY KEY,                -- hex SHA-256
    merchant   BIGINT NOT NULL REFERENCES merchant (number),
    name       TEXT   NOT NULL,                            -- sign-in name of the account to be made
    operator   TEXT   NOT NULL REFERENCES operator_account (id),
    made_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
);
CREATE INDEX invitation_by_merchant ON invitation (merchant);
