-- Tickets as cards in wallet apps (RULES §5, passes). The same stands in ../postgres/0012_passes.sql.

-- One row a card; it is made for one wallet, one link and one generation of codes, and ends with any of them.
CREATE TABLE pass (
    serial          TEXT   NOT NULL PRIMARY KEY,           -- derived by the keyring; tells nothing
    kind            TEXT   NOT NULL CHECK (kind IN ('apple', 'google')),
    merchant        BIGINT NOT NULL,
    ticket          TEXT   NOT NULL,
    wallet          TEXT   NOT NULL,
    link_generation BIGINT NOT NULL,
    code_generation BIGINT NOT NULL,
    language        TEXT   NOT NULL,
    made_at         BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,                       -- each time at least a second later: phones compare seconds
    told_version    BIGINT NOT NULL,                       -- the ticket's version that wallet apps were told of
    tries           BIGINT NOT NULL,
    try_at          BIGINT NOT NULL,                       -- not told before this moment; also the lease of whoever tells
    ended           BIGINT NOT NULL CHECK (ended IN (0, 1)),
    FOREIGN KEY (merchant, ticket) REFERENCES ticket (merchant, id),
    FOREIGN KEY (merchant, wallet) REFERENCES wallet (merchant, id)
);
CREATE INDEX pass_by_ticket ON pass (merchant, ticket) WHERE ended = 0;

-- The phones that asked to be told when an Apple card changes.
CREATE TABLE pass_registration (
    device     TEXT   NOT NULL,
    serial     TEXT   NOT NULL REFERENCES pass (serial),
    push_token TEXT   NOT NULL,
    made_at    BIGINT NOT NULL,
    PRIMARY KEY (device, serial)
);
CREATE INDEX pass_registration_by_serial ON pass_registration (serial);
