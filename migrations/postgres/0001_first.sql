-- The first schema. The same tables stand in ../sqlite/0001_first.sql; only BLOB/BYTEA, fillfactor and the
-- triggers differ. Ids are TEXT (UUIDv7), times BIGINT (milliseconds since 1970 UTC), days TEXT (YYYY-MM-DD),
-- flags BIGINT 0/1, money BIGINT (whole NT$). Keys begin with the merchant, so that the schema can be spread by it.

CREATE TABLE merchant (
    number             BIGINT NOT NULL PRIMARY KEY,        -- 商店代號, also the merchant in every code
    issuer_code        TEXT   NOT NULL UNIQUE,             -- the four characters of serials and codes, as printed
    folded_issuer_code TEXT   NOT NULL UNIQUE,             -- the same with look-alikes folded, for typed codes
    name               TEXT   NOT NULL,
    responsible_person TEXT   NOT NULL,
    tax_id             TEXT   NOT NULL UNIQUE,
    address            TEXT   NOT NULL,
    shop_site          TEXT,
    service_phone      TEXT   NOT NULL,
    service_email      TEXT   NOT NULL,
    return_rights      TEXT   NOT NULL,                    -- 退貨權益
    guarantee_bank     TEXT   NOT NULL,                    -- 價金保管機構
    guarantee_days     BIGINT NOT NULL CHECK (guarantee_days >= 1),
    issue_open         BIGINT NOT NULL CHECK (issue_open IN (0, 1)), -- ECT 發行服務 已開通
    created_at         BIGINT NOT NULL
);

CREATE TABLE branch (
    merchant BIGINT NOT NULL REFERENCES merchant (number),
    number   TEXT   NOT NULL,
    name     TEXT   NOT NULL,
    phone    TEXT   NOT NULL,
    address  TEXT   NOT NULL,
    enabled  BIGINT NOT NULL CHECK (enabled IN (0, 1)),
    PRIMARY KEY (merchant, number)
);

-- 可核銷商店: another merchant that may redeem the issuer's open products.
CREATE TABLE relation (
    issuer   BIGINT NOT NULL REFERENCES merchant (number),
    redeemer BIGINT NOT NULL REFERENCES merchant (number),
    state    TEXT   NOT NULL CHECK (state IN ('open', 'ended', 'blocked')),
    PRIMARY KEY (issuer, redeemer)
);

CREATE TABLE product (
    merchant        BIGINT NOT NULL REFERENCES merchant (number),
    number          BIGINT NOT NULL,                       -- the product in every code
    code            TEXT   NOT NULL,                       -- 商品編號
    own_number      TEXT   NOT NULL,                       -- 廠商貨號
    kind            TEXT   NOT NULL CHECK (kind IN ('paid', 'gift')),
    name            TEXT   NOT NULL,
    face_value      BIGINT NOT NULL CHECK (face_value >= 0),
    terms           TEXT   NOT NULL,                       -- electronic form, one line each
    on_shelf        BIGINT NOT NULL CHECK (on_shelf IN (0, 1)),
    names_redeeming_branches BIGINT NOT NULL CHECK (names_redeeming_branches IN (0, 1)), -- 核銷分店 指定
    names_return_branches    BIGINT NOT NULL CHECK (names_return_branches IN (0, 1)),    -- 退貨分店 指定
    proof_living    TEXT   NOT NULL,
    proof_moment    TEXT   NOT NULL,
    proof_printed   TEXT   NOT NULL,
    proof_typed     TEXT   NOT NULL,
    proof_look_up   TEXT   NOT NULL,
    PRIMARY KEY (merchant, number),
    UNIQUE (merchant, code),
    CHECK ((kind = 'paid' AND face_value > 0) OR (kind = 'gift' AND face_value = 0))
);

CREATE TABLE product_branch (
    merchant BIGINT NOT NULL,
    product  BIGINT NOT NULL,
    purpose  TEXT   NOT NULL CHECK (purpose IN ('redeem', 'give_back')),
    branch   TEXT   NOT NULL,
    PRIMARY KEY (merchant, product, purpose, branch),
    FOREIGN KEY (merchant, product) REFERENCES product (merchant, number),
    FOREIGN KEY (merchant, branch) REFERENCES branch (merchant, number)
);

-- 開放: which partner may redeem which product.
CREATE TABLE product_opening (
    merchant BIGINT NOT NULL,
    product  BIGINT NOT NULL,
    redeemer BIGINT NOT NULL REFERENCES merchant (number),
    PRIMARY KEY (merchant, product, redeemer),
    FOREIGN KEY (merchant, product) REFERENCES product (merchant, number)
);

CREATE TABLE account (
    merchant      BIGINT NOT NULL REFERENCES merchant (number),
    id            TEXT   NOT NULL,
    name          TEXT   NOT NULL,
    password_hash TEXT   NOT NULL,                         -- argon2id, PHC string
    branch        TEXT,                                    -- NULL = 總店
    role          TEXT   NOT NULL CHECK (role IN ('owner', 'manager', 'clerk', 'accountant')),
    disabled      BIGINT NOT NULL CHECK (disabled IN (0, 1)),
    created_at    BIGINT NOT NULL,
    PRIMARY KEY (merchant, id),
    UNIQUE (merchant, name),
    FOREIGN KEY (merchant, branch) REFERENCES branch (merchant, number)
);

-- token_hash: hex SHA-256 of a 256-bit token that only the browser holds.
CREATE TABLE session (
    token_hash TEXT   NOT NULL PRIMARY KEY,
    merchant   BIGINT NOT NULL,
    account    TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    FOREIGN KEY (merchant, account) REFERENCES account (merchant, id)
);

-- Ed25519 keys that sign codes; the secret half is encrypted under the master key.
CREATE TABLE issuer_key (
    id               BIGINT NOT NULL PRIMARY KEY CHECK (id BETWEEN 0 AND 255),
    public_key       BYTEA  NOT NULL,
    encrypted_secret BYTEA  NOT NULL,
    made_at          BIGINT NOT NULL,
    sign_until       BIGINT NOT NULL,
    trusted_until    BIGINT NOT NULL,
    revoked_at       BIGINT
);

-- A batch is staged in chunks and becomes visible by this one row.
CREATE TABLE batch (
    merchant   BIGINT NOT NULL REFERENCES merchant (number),
    id         TEXT   NOT NULL,
    state      TEXT   NOT NULL CHECK (state IN ('staging', 'visible', 'abandoned')),
    source     TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    visible_at BIGINT,
    PRIMARY KEY (merchant, id)
);

-- Next free running number of a merchant's serials, per letter, and of its order numbers, per minute.
CREATE TABLE running_number (
    merchant BIGINT NOT NULL REFERENCES merchant (number),
    series   TEXT   NOT NULL,
    next     BIGINT NOT NULL,
    PRIMARY KEY (merchant, series)
);

-- A holder's collection. The link token is derived from (link key, id, generation) and not stored; only its hash is.
CREATE TABLE wallet (
    merchant     BIGINT NOT NULL REFERENCES merchant (number),
    id           TEXT   NOT NULL,
    generation   BIGINT NOT NULL,
    token_hash   TEXT   NOT NULL UNIQUE,                   -- hex SHA-256
    holder_name  TEXT   NOT NULL,
    holder_phone TEXT   NOT NULL,
    holder_email TEXT   NOT NULL,
    language     TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (merchant, id)
);

CREATE TABLE ticket_order (
    merchant          BIGINT NOT NULL,
    id                TEXT   NOT NULL,
    number            TEXT   NOT NULL,                     -- ECT訂單編號, 16 digits
    merchant_order_no TEXT,                                -- 廠商訂單編號
    gift_order_no     TEXT,                                -- 贈品單號
    amount            BIGINT NOT NULL,                     -- sum of its 提貨券
    wallet            TEXT   NOT NULL,                     -- the purchaser's
    batch             TEXT   NOT NULL,
    form              TEXT   NOT NULL CHECK (form IN ('electronic', 'paper', 'convenience_store')),
    issued_at         BIGINT NOT NULL,
    issued_by         TEXT,                                -- account; NULL = system or command line
    issued_branch     TEXT,
    PRIMARY KEY (merchant, id),
    UNIQUE (merchant, number),
    UNIQUE (merchant, merchant_order_no),
    UNIQUE (merchant, gift_order_no),
    FOREIGN KEY (merchant, wallet) REFERENCES wallet (merchant, id),
    FOREIGN KEY (merchant, batch) REFERENCES batch (merchant, id)
);
CREATE INDEX ticket_order_by_wallet ON ticket_order (merchant, wallet);
CREATE INDEX ticket_order_by_batch ON ticket_order (merchant, batch);

CREATE TABLE ticket (
    merchant        BIGINT NOT NULL,
    id              TEXT   NOT NULL,
    serial          TEXT   NOT NULL,                       -- 票券序號, public
    product         BIGINT NOT NULL,
    ticket_order    TEXT   NOT NULL,
    wallet          TEXT   NOT NULL,                       -- the present holder's
    batch           TEXT   NOT NULL,
    kind            TEXT   NOT NULL CHECK (kind IN ('paid', 'gift')),
    face_value      BIGINT NOT NULL,
    quantity        BIGINT NOT NULL CHECK (quantity BETWEEN 1 AND 255),
    remaining       BIGINT NOT NULL CHECK (remaining BETWEEN 0 AND quantity),
    version         BIGINT NOT NULL,
    usable_from     TEXT,
    usable_until    TEXT,
    guarantee_from  TEXT,
    guarantee_until TEXT,
    offered         BIGINT NOT NULL CHECK (offered IN (0, 1)),
    locator         BIGINT NOT NULL,                       -- 8 random bytes, public
    generation      BIGINT NOT NULL CHECK (generation BETWEEN 0 AND 255),
    code_index      TEXT   NOT NULL,                       -- hex HMAC of the redemption code, for look-up
    encrypted_code  BYTEA  NOT NULL,                       -- the redemption code, sealed to this ticket's id
    issued_at       BIGINT NOT NULL,
    PRIMARY KEY (merchant, id),
    UNIQUE (merchant, serial),
    UNIQUE (merchant, locator),
    UNIQUE (merchant, code_index),
    FOREIGN KEY (merchant, product) REFERENCES product (merchant, number),
    FOREIGN KEY (merchant, ticket_order) REFERENCES ticket_order (merchant, id),
    FOREIGN KEY (merchant, wallet) REFERENCES wallet (merchant, id),
    FOREIGN KEY (merchant, batch) REFERENCES batch (merchant, id)
);
CREATE INDEX ticket_by_wallet ON ticket (merchant, wallet);
CREATE INDEX ticket_by_order ON ticket (merchant, ticket_order);
CREATE INDEX ticket_by_batch ON ticket (merchant, batch);

-- One redemption (核銷). RULES §2 runs on this row. Always: remaining + standing uses + standing returns = quantity.
CREATE TABLE use_line (
    merchant     BIGINT NOT NULL,                          -- the issuer
    id           TEXT   NOT NULL,
    ticket       TEXT   NOT NULL,
    quantity     BIGINT NOT NULL CHECK (quantity >= 1),
    state        TEXT   NOT NULL CHECK (state IN ('used', 'settling', 'settled', 'redeemed_overdue', 'cancelled')),
    proof        TEXT   NOT NULL,
    step         BIGINT,                                   -- half minute of the code: one use per (ticket, step)
    scanned_at   BIGINT NOT NULL,
    recorded_at  BIGINT NOT NULL,
    business_day TEXT   NOT NULL,
    redeemer     BIGINT NOT NULL,
    branch       TEXT,                                     -- the redeemer's; NULL = head office
    account      TEXT   NOT NULL,
    changed_at   BIGINT NOT NULL,
    cancel_reason TEXT,                                    -- at most 50 characters, never shown to the holder
    PRIMARY KEY (merchant, id),
    UNIQUE (merchant, ticket, step)
);
CREATE INDEX use_line_by_redeemer ON use_line (redeemer, business_day);

-- One return (退貨). No command writes it yet; decisions already respect it.
CREATE TABLE give_back (
    merchant     BIGINT NOT NULL,
    id           TEXT   NOT NULL,
    ticket       TEXT   NOT NULL,
    quantity     BIGINT NOT NULL CHECK (quantity >= 1),
    state        TEXT   NOT NULL CHECK (state IN ('pending', 'settling', 'returned', 'cancelled')),
    fee          BIGINT NOT NULL CHECK (fee >= 0),
    business_day TEXT   NOT NULL,
    recorded_at  BIGINT NOT NULL,
    branch       TEXT,
    account      TEXT   NOT NULL,
    changed_at   BIGINT NOT NULL,
    PRIMARY KEY (merchant, id)
);
CREATE INDEX give_back_by_ticket ON give_back (merchant, ticket);

-- Past-tense facts, inserted once and never touched. Identities only: no names, no free personal text.
CREATE TABLE event (
    merchant     BIGINT NOT NULL,                          -- the issuer
    id           TEXT   NOT NULL,
    kind         TEXT   NOT NULL,
    at           BIGINT NOT NULL,
    actor_merchant BIGINT,
    account      TEXT,                                     -- NULL = system or holder
    branch       TEXT,
    ticket_order TEXT,
    ticket       TEXT,
    use_line     TEXT,
    quantity     BIGINT,
    remaining    BIGINT,                                   -- of the ticket, afterwards
    proof        TEXT,
    business_day TEXT,
    attempt      TEXT,                                     -- made on the phone at the moment of the scan
    content      TEXT,                                     -- hash of what the attempt asked for
    PRIMARY KEY (merchant, id),
    UNIQUE (merchant, account, attempt)
);
CREATE INDEX event_by_ticket ON event (merchant, ticket);

-- Decided refusals of signed-in accounts, kept 30 days, so that a late retry does not suddenly redeem.
CREATE TABLE refused_attempt (
    merchant BIGINT NOT NULL,
    account  TEXT   NOT NULL,
    attempt  TEXT   NOT NULL,
    content  TEXT   NOT NULL,
    refusal  TEXT   NOT NULL,                              -- JSON: code and facts
    at       BIGINT NOT NULL,
    PRIMARY KEY (merchant, account, attempt)
);
CREATE INDEX refused_attempt_by_time ON refused_attempt (at);

-- Room in each page, so that an update stays in it.
ALTER TABLE ticket SET (fillfactor = 75);
ALTER TABLE use_line SET (fillfactor = 85);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is never changed', TG_TABLE_NAME;
END $$;
CREATE TRIGGER event_is_never_changed BEFORE UPDATE OR DELETE ON event
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_is_never_emptied BEFORE TRUNCATE ON event
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
