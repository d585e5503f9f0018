-- How a holder's browser proves an address: to find tickets, and for whatever gives power over them away.
-- The same tables stand in ../postgres/0007_proven_addresses.sql.

-- Six digits that somebody asked for. The row is the same whether or not anybody has tickets at the address.
CREATE TABLE one_time_code (
    id             TEXT   NOT NULL PRIMARY KEY,
    browser        TEXT   NOT NULL,                        -- hex SHA-256 of the token in the cookie
    channel        TEXT   NOT NULL CHECK (channel IN ('mail', 'sms')),
    sealed_address BLOB   NOT NULL,
    sealed_code    BLOB,                                   -- gone once it was sent, or there is nobody
    code_hash      TEXT   NOT NULL,                        -- hex HMAC
    language       TEXT   NOT NULL,
    asked_at       BIGINT NOT NULL,
    tried          BIGINT NOT NULL                         -- wrong tries
);
CREATE INDEX one_time_code_by_time ON one_time_code (asked_at);

CREATE TABLE proven_address (
    browser   TEXT   NOT NULL,
    channel   TEXT   NOT NULL CHECK (channel IN ('mail', 'sms')),
    address   TEXT   NOT NULL,                             -- as in domain::reach: small letters, ten digits
    proven_at BIGINT NOT NULL,
    PRIMARY KEY (browser, channel, address)
);

-- Found by a phone number, which may have been somebody else's before, and known by its order or mail address, too.
CREATE TABLE matched_wallet (
    browser    TEXT   NOT NULL,
    merchant   BIGINT NOT NULL,
    wallet     TEXT   NOT NULL,
    matched_at BIGINT NOT NULL,
    PRIMARY KEY (browser, merchant, wallet),
    FOREIGN KEY (merchant, wallet) REFERENCES wallet (merchant, id)
);

CREATE INDEX wallet_by_email ON wallet (lower(holder_email));
CREATE INDEX wallet_by_phone ON wallet (holder_phone);
