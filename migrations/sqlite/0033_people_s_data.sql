-- People's data: how long they are kept, that they are gone, and what was done on request (RULES §15). The same stands in
-- ../postgres/0033_people_s_data.sql.
ALTER TABLE merchant ADD COLUMN retention_months BIGINT NOT NULL DEFAULT 60 CHECK (retention_months BETWEEN 6 AND 120);

-- Name, phone and mail address are gone since then.
ALTER TABLE wallet ADD COLUMN erased_at BIGINT;

-- Export and erasure on request: who, when, why, how much. Whose data they were stands nowhere.
CREATE TABLE person_act (
    id          TEXT   NOT NULL PRIMARY KEY,
    operator    TEXT   NOT NULL REFERENCES operator_account (id),
    merchant    BIGINT REFERENCES merchant (number),       -- NULL = all
    kind        TEXT   NOT NULL CHECK (kind IN ('export', 'erase')),
    at          BIGINT NOT NULL,
    reason      TEXT   NOT NULL,
    wallets     BIGINT NOT NULL,
    orders      BIGINT NOT NULL
);
CREATE INDEX person_act_by_time ON person_act (at);
CREATE INDEX transfer_by_recipient ON transfer (merchant, recipient) WHERE recipient IS NOT NULL;
CREATE INDEX return_request_by_wallet ON return_request (merchant, wallet);
CREATE INDEX paid_order_by_phone ON paid_order (holder_phone);
CREATE INDEX paid_order_by_email ON paid_order (lower(holder_email));
CREATE INDEX former_holder_by_phone ON former_holder (phone);
CREATE INDEX former_holder_by_email ON former_holder (lower(email));
-- Offers that nobody accepted, whose recipients stand there still: what the night looks through.
CREATE INDEX transfer_unaccepted ON transfer (merchant, offered_at) WHERE recipient IS NULL AND recipient_name <> '';

-- What the planner is told of it (0025_plans.sql).
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('transfer', 'transfer_unaccepted', '100000 10000 2');
ANALYZE sqlite_master;
