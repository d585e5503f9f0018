-- The phones that sign a wallet's living codes (CODES, phones). Their rows go when the wallet gets another link.
-- The same table stands in ../sqlite/0005_devices.sql.
CREATE TABLE wallet_device (
    merchant   BIGINT NOT NULL,
    wallet     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    public_key TEXT   NOT NULL,                            -- hex of 33 bytes: P-256, compressed
    name       TEXT   NOT NULL,                            -- what kind of phone, for its holder
    made_at    BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    removed_at BIGINT,                                     -- kept, so that a removed phone does not come back by itself
    PRIMARY KEY (merchant, wallet, id),
    UNIQUE (merchant, wallet, public_key),
    FOREIGN KEY (merchant, wallet) REFERENCES wallet (merchant, id)
);
