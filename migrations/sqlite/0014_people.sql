-- How staff prove who they are: passkeys, a second factor beside the password, and what happened at the door.
-- The same tables stand in ../postgres/0014_people.sql.

ALTER TABLE account ADD COLUMN email TEXT;                              -- NULL = nobody is told
ALTER TABLE account ADD COLUMN tells_failures BIGINT NOT NULL DEFAULT 1 CHECK (tells_failures IN (0, 1));
ALTER TABLE account ADD COLUMN tells_new_browsers BIGINT NOT NULL DEFAULT 1 CHECK (tells_new_browsers IN (0, 1));
ALTER TABLE account ADD COLUMN sealed_code_key BLOB;                    -- the authenticator app's key; NULL = password alone
ALTER TABLE account ADD COLUMN code_step BIGINT NOT NULL DEFAULT 0;     -- the last half minute whose code was taken

ALTER TABLE session ADD COLUMN id TEXT;                                 -- named on the list of sessions; the hash is not
ALTER TABLE session ADD COLUMN way TEXT NOT NULL DEFAULT 'password'
    CHECK (way IN ('password', 'app_code', 'recovery_code', 'passkey'));
ALTER TABLE session ADD COLUMN browser TEXT NOT NULL DEFAULT '';        -- e.g. `iPhone · Safari`
ALTER TABLE session ADD COLUMN address TEXT NOT NULL DEFAULT '';
CREATE INDEX session_by_account ON session (merchant, account, created_at);

CREATE TABLE passkey (
    merchant      BIGINT NOT NULL,
    id            TEXT   NOT NULL,
    account       TEXT   NOT NULL,
    credential_id TEXT   NOT NULL UNIQUE,                  -- base64url, as the browser says it
    credential    TEXT   NOT NULL,                         -- public key and counter, JSON of the library
    name          TEXT   NOT NULL,                         -- the browser it was made in
    made_at       BIGINT NOT NULL,
    used_at       BIGINT,
    PRIMARY KEY (merchant, id),
    FOREIGN KEY (merchant, account) REFERENCES account (merchant, id)
);
CREATE INDEX passkey_by_account ON passkey (merchant, account);

-- A question to an authenticator: answered once, within minutes, by the browser it was asked in.
CREATE TABLE ceremony (
    token_hash TEXT   NOT NULL PRIMARY KEY,                -- hex SHA-256 of the token in the cookie
    kind       TEXT   NOT NULL CHECK (kind IN ('make', 'sign_in')),
    account    TEXT   NOT NULL,                            -- whose new passkey it is; empty where it asks who it is
    question   TEXT   NOT NULL,                            -- state of the library, JSON
    asked_at   BIGINT NOT NULL
);
CREATE INDEX ceremony_by_time ON ceremony (asked_at);

-- The password was right; the code of the app is still to come.
CREATE TABLE half_sign_in (
    token_hash TEXT   NOT NULL PRIMARY KEY,
    merchant   BIGINT NOT NULL,
    account    TEXT   NOT NULL,
    tried      BIGINT NOT NULL,
    begun_at   BIGINT NOT NULL,
    FOREIGN KEY (merchant, account) REFERENCES account (merchant, id)
);
CREATE INDEX half_sign_in_by_time ON half_sign_in (begun_at);

CREATE TABLE recovery_code (
    merchant  BIGINT NOT NULL,
    account   TEXT   NOT NULL,
    code_hash TEXT   NOT NULL,                             -- hex HMAC
    used_at   BIGINT,
    PRIMARY KEY (merchant, account, code_hash),
    FOREIGN KEY (merchant, account) REFERENCES account (merchant, id)
);

-- 登入歷程. The newest of each account are kept.
CREATE TABLE sign_in (
    merchant BIGINT NOT NULL,
    id       TEXT   NOT NULL,
    account  TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    way      TEXT   NOT NULL CHECK (way IN ('password', 'app_code', 'recovery_code', 'passkey')),
    outcome  TEXT   NOT NULL CHECK (outcome IN ('signed_in', 'wrong')),
    browser  TEXT   NOT NULL,
    address  TEXT   NOT NULL,
    PRIMARY KEY (merchant, id),
    FOREIGN KEY (merchant, account) REFERENCES account (merchant, id)
);
CREATE INDEX sign_in_by_account ON sign_in (merchant, account, at);

-- Browsers that an account signed in from.
CREATE TABLE known_browser (
    merchant   BIGINT NOT NULL,
    account    TEXT   NOT NULL,
    token_hash TEXT   NOT NULL,
    seen_at    BIGINT NOT NULL,
    PRIMARY KEY (merchant, account, token_hash),
    FOREIGN KEY (merchant, account) REFERENCES account (merchant, id)
);

-- What an account is told of its door; sent like codes are, soon or never.
CREATE TABLE sign_in_mail (
    id       TEXT   NOT NULL PRIMARY KEY,
    merchant BIGINT NOT NULL,
    account  TEXT   NOT NULL,
    kind     TEXT   NOT NULL CHECK (kind IN ('failed', 'new_browser')),
    browser  TEXT   NOT NULL,
    address  TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    done     BIGINT NOT NULL CHECK (done IN (0, 1)),
    FOREIGN KEY (merchant, account) REFERENCES account (merchant, id)
);
CREATE INDEX sign_in_mail_waiting ON sign_in_mail (done, at);
CREATE INDEX sign_in_mail_by_account ON sign_in_mail (merchant, account, kind, at);
