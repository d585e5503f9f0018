-- The whole life of a ticket: ledger, seals, returns asked for, transfers, paid orders, the bank's files, jobs, notices.
-- The same tables stand in ../postgres/0002_life.sql.

ALTER TABLE merchant ADD COLUMN requests_open BIGINT NOT NULL DEFAULT 1 CHECK (requests_open IN (0, 1)); -- 電子票券申請退貨
ALTER TABLE merchant ADD COLUMN answer_days   BIGINT NOT NULL DEFAULT 30 CHECK (answer_days >= 1);       -- days to answer an offer
ALTER TABLE merchant ADD COLUMN fee_cap       BIGINT NOT NULL DEFAULT 300 CHECK (fee_cap BETWEEN 0 AND 10000); -- 退貨手續費, ten-thousandths
ALTER TABLE merchant ADD COLUMN payout_days   BIGINT NOT NULL DEFAULT 7 CHECK (payout_days >= 0);        -- 撥款天期
ALTER TABLE merchant ADD COLUMN sms_open    BIGINT NOT NULL DEFAULT 0 CHECK (sms_open IN (0, 1));          -- 簡訊, by contract and switch
ALTER TABLE merchant ADD COLUMN tells_uses  BIGINT NOT NULL DEFAULT 0 CHECK (tells_uses IN (0, 1));        -- holders get a mail at each redemption
ALTER TABLE product  ADD COLUMN forbids_passing_on BIGINT NOT NULL DEFAULT 0 CHECK (forbids_passing_on IN (0, 1));

-- A ticket that was merged into another has no units; SQLite changes a CHECK by making the table anew.
CREATE TABLE ticket_anew (
    merchant        BIGINT NOT NULL,
    id              TEXT   NOT NULL,
    serial          TEXT   NOT NULL,                       -- 票券序號, public
    product         BIGINT NOT NULL,
    ticket_order    TEXT   NOT NULL,
    wallet          TEXT   NOT NULL,                       -- the present holder's
    batch           TEXT   NOT NULL,
    kind            TEXT   NOT NULL CHECK (kind IN ('paid', 'gift')),
    face_value      BIGINT NOT NULL,
    quantity        BIGINT NOT NULL CHECK (quantity BETWEEN 0 AND 255), -- 0: merged into another
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
    encrypted_code  BLOB   NOT NULL,                       -- the redemption code, sealed to this ticket's id
    issued_at       BIGINT NOT NULL,
    trust_released  BIGINT NOT NULL DEFAULT 0 CHECK (trust_released IN (0, 1)), -- its trust money went to the issuer
    origin          TEXT,                                  -- the ticket it was split off
    transfer        TEXT,                                  -- the standing transfer by which its holder has it
    PRIMARY KEY (merchant, id),
    UNIQUE (merchant, serial),
    UNIQUE (merchant, locator),
    UNIQUE (merchant, code_index),
    FOREIGN KEY (merchant, product) REFERENCES product (merchant, number),
    FOREIGN KEY (merchant, ticket_order) REFERENCES ticket_order (merchant, id),
    FOREIGN KEY (merchant, wallet) REFERENCES wallet (merchant, id),
    FOREIGN KEY (merchant, batch) REFERENCES batch (merchant, id)
);
INSERT INTO ticket_anew SELECT *, 0, NULL, NULL FROM ticket;
DROP TABLE ticket;
ALTER TABLE ticket_anew RENAME TO ticket;
CREATE INDEX ticket_by_wallet ON ticket (merchant, wallet);
CREATE INDEX ticket_by_order ON ticket (merchant, ticket_order);
CREATE INDEX ticket_by_batch ON ticket (merchant, batch);
-- Tickets whose trust money is still held, by the end of their guarantee: what the job of the night looks for.
CREATE INDEX ticket_in_trust ON ticket (guarantee_until) WHERE trust_released = 0;

-- The redemption, return, request or transfer that an event is about.
ALTER TABLE event RENAME COLUMN use_line TO line;
ALTER TABLE event ADD COLUMN amount BIGINT;

ALTER TABLE give_back ADD COLUMN number   TEXT;            -- 退貨單號
ALTER TABLE give_back ADD COLUMN by_hand  BIGINT NOT NULL DEFAULT 0 CHECK (by_hand IN (0, 1)); -- after the guarantee: the merchant refunds
ALTER TABLE give_back ADD COLUMN reason   TEXT;            -- at most 50 characters, never shown to the holder
ALTER TABLE give_back ADD COLUMN request  TEXT;            -- the holder's, where it was asked for
ALTER TABLE give_back ADD COLUMN answered_at BIGINT;       -- when the bank confirmed
ALTER TABLE use_line  ADD COLUMN answered_at BIGINT;
CREATE INDEX use_line_for_bank ON use_line (business_day) WHERE state = 'used';
CREATE INDEX give_back_for_bank ON give_back (business_day) WHERE state = 'pending';

-- The books: one amount from one account to another, inserted once and never touched. Balances are sums.
CREATE TABLE posting (
    merchant     BIGINT NOT NULL,
    id           TEXT   NOT NULL,
    event        TEXT,                                     -- NULL: the order's issue, or made by a job
    movement     TEXT   NOT NULL,
    from_account TEXT   NOT NULL,
    to_account   TEXT   NOT NULL,
    amount       BIGINT NOT NULL CHECK (amount > 0),
    at           BIGINT NOT NULL,
    day          TEXT   NOT NULL,
    PRIMARY KEY (merchant, id)
);

-- The chain of the events (CODES, event log).
CREATE TABLE event_seal (
    merchant  BIGINT NOT NULL,
    number    BIGINT NOT NULL,
    event     TEXT   NOT NULL,
    hash      TEXT   NOT NULL,                             -- hex
    previous  TEXT   NOT NULL,
    sealed_at BIGINT NOT NULL,
    PRIMARY KEY (merchant, number),
    UNIQUE (merchant, event)
);

-- The newest signed head, and the last one of each day before.
CREATE TABLE seal_head (
    merchant BIGINT NOT NULL,
    number   BIGINT NOT NULL,
    text     TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (merchant, number)
);

-- 電子票券申請退貨: what a holder asks for, with the quote as it was then.
CREATE TABLE return_request (
    merchant   BIGINT NOT NULL,
    id         TEXT   NOT NULL,
    number     TEXT   NOT NULL,                            -- 申請退貨單號
    wallet     TEXT   NOT NULL,
    ticket     TEXT   NOT NULL,
    state      TEXT   NOT NULL CHECK (state IN ('asked', 'approved', 'declined', 'withdrawn')),
    quantity   BIGINT NOT NULL CHECK (quantity >= 1),
    face       BIGINT NOT NULL,
    fee        BIGINT NOT NULL,
    refund     BIGINT NOT NULL,
    by_hand    BIGINT NOT NULL CHECK (by_hand IN (0, 1)),
    reason     TEXT,
    answer     TEXT,                                       -- why it was declined
    asked_at   BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    give_back  TEXT,
    PRIMARY KEY (merchant, id)
);
CREATE UNIQUE INDEX return_request_open ON return_request (merchant, ticket) WHERE state = 'asked';

-- 轉贈單: one giver, one recipient, any of the giver's tickets. The recipient's link is derived like a wallet's.
CREATE TABLE transfer (
    merchant        BIGINT NOT NULL,
    id              TEXT   NOT NULL,
    number          TEXT   NOT NULL,                       -- 轉贈單號
    giver           TEXT   NOT NULL,                       -- wallet
    recipient       TEXT,                                  -- wallet, once accepted
    recipient_name  TEXT   NOT NULL,
    recipient_phone TEXT   NOT NULL,
    recipient_email TEXT   NOT NULL,
    language        TEXT   NOT NULL,
    message         TEXT   NOT NULL,
    token_hash      TEXT   NOT NULL UNIQUE,                -- hex SHA-256 of the link's token
    days            BIGINT NOT NULL CHECK (days >= 1),
    offered_at      BIGINT NOT NULL,
    offered_on      TEXT   NOT NULL,
    PRIMARY KEY (merchant, id)
);
CREATE INDEX transfer_by_giver ON transfer (merchant, giver);

CREATE TABLE transfer_line (
    merchant   BIGINT NOT NULL,
    transfer   TEXT   NOT NULL,
    ticket     TEXT   NOT NULL,
    units      BIGINT NOT NULL CHECK (units >= 1),
    state      TEXT   NOT NULL CHECK (state IN ('offered', 'accepted', 'declined', 'taken_back', 'lapsed', 'cancelled',
                                                'undone_by_return')),
    changed_at BIGINT NOT NULL,
    piece_of   TEXT,                                       -- the ticket it was split off after it was accepted
    PRIMARY KEY (merchant, transfer, ticket)
);
CREATE INDEX transfer_line_by_ticket ON transfer_line (merchant, ticket);
CREATE UNIQUE INDEX transfer_line_open ON transfer_line (merchant, ticket) WHERE state = 'offered';

-- Whoever held a wallet before its purchaser was changed.
CREATE TABLE former_holder (
    merchant   BIGINT NOT NULL,
    wallet     TEXT   NOT NULL,
    generation BIGINT NOT NULL,
    name       TEXT   NOT NULL,
    phone      TEXT   NOT NULL,
    email      TEXT   NOT NULL,
    until      BIGINT NOT NULL,
    PRIMARY KEY (merchant, wallet, generation)
);

-- Orders that were paid and wait for their issue (RULES §6).
CREATE TABLE paid_order (
    merchant          BIGINT NOT NULL,
    id                TEXT   NOT NULL,
    merchant_order_no TEXT   NOT NULL,
    ecpay_order_no    TEXT   NOT NULL,                     -- 綠界訂單編號
    authorisation_no  TEXT   NOT NULL,                     -- 授權單號
    amount            BIGINT NOT NULL CHECK (amount > 0),
    paid_at           BIGINT NOT NULL,
    paid_on           TEXT   NOT NULL,
    outcome           TEXT   CHECK (outcome IN ('issued', 'given_up', 'cancelled')), -- NULL: open
    holder_name       TEXT   NOT NULL,
    holder_phone      TEXT   NOT NULL,
    holder_email      TEXT   NOT NULL,
    description       TEXT   NOT NULL,                     -- tradedesc
    reminded          BIGINT NOT NULL DEFAULT 0,           -- reminders sent
    changed_at        BIGINT NOT NULL,
    PRIMARY KEY (merchant, id),
    UNIQUE (merchant, merchant_order_no)
);
CREATE INDEX paid_order_open ON paid_order (paid_on) WHERE outcome IS NULL;

-- The bank's files: made once, written again from here as often as needed.
CREATE TABLE bank_file (
    day      TEXT   NOT NULL,
    sequence BIGINT NOT NULL,
    made_at  BIGINT NOT NULL,
    closed_at BIGINT,                                      -- no more entries: it may be sent
    sent_at  BIGINT,
    PRIMARY KEY (day, sequence)
);

CREATE TABLE bank_entry (
    day         TEXT   NOT NULL,
    sequence    BIGINT NOT NULL,
    number      BIGINT NOT NULL,
    merchant    BIGINT NOT NULL,
    kind        TEXT   NOT NULL,
    line        TEXT   NOT NULL,
    serial      TEXT   NOT NULL,
    amount      BIGINT NOT NULL,
    fee         BIGINT NOT NULL,
    verdict     TEXT   CHECK (verdict IN ('accepted', 'refused')),
    reason      TEXT,
    answered_at BIGINT,
    PRIMARY KEY (day, sequence, number),
    UNIQUE (merchant, line, day, sequence)
);

-- Each job once a day, by whoever holds its lease.
CREATE TABLE job_run (
    job         TEXT   NOT NULL,
    day         TEXT   NOT NULL,
    owner       TEXT   NOT NULL,
    lease_until BIGINT NOT NULL,
    started_at  BIGINT NOT NULL,
    finished_at BIGINT,
    result      TEXT,
    PRIMARY KEY (job, day)
);

-- The daily escrow proof (RULES §15).
CREATE TABLE escrow_proof (
    merchant BIGINT NOT NULL,
    day      TEXT   NOT NULL,
    id       TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    account  TEXT   NOT NULL,
    books    BIGINT NOT NULL,                              -- the account's balance
    counted  BIGINT NOT NULL,                              -- the same, counted over tickets and lines
    PRIMARY KEY (merchant, id)
);

-- How far each reader of the sealed log has come.
CREATE TABLE log_cursor (
    reader   TEXT   NOT NULL,
    merchant BIGINT NOT NULL,
    number   BIGINT NOT NULL,
    PRIMARY KEY (reader, merchant)
);

-- What happened before there were notices makes none: the sealer takes old events first.
INSERT INTO log_cursor (reader, merchant, number)
SELECT 'notices', e.merchant, COUNT(*) FROM event e GROUP BY e.merchant;

-- Messages to people, at least once each.
CREATE TABLE notice (
    merchant   BIGINT NOT NULL,
    id         TEXT   NOT NULL,
    event      TEXT   NOT NULL,
    kind       TEXT   NOT NULL,
    channel    TEXT   NOT NULL CHECK (channel IN ('mail', 'sms')),
    subject    TEXT   NOT NULL,                            -- wallet, transfer or merchant that is told
    generation BIGINT,                                     -- of a wallet: an older one is a former holder
    state      TEXT   NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'bounced')),
    attempts   BIGINT NOT NULL DEFAULT 0,
    result     TEXT,
    made_at    BIGINT NOT NULL,
    due_at     BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (merchant, id),
    UNIQUE (merchant, event, kind, channel, subject)
);
CREATE INDEX notice_waiting ON notice (due_at) WHERE state = 'waiting';

-- What was issued and redeemed before there were books.
INSERT INTO posting (merchant, id, event, movement, from_account, to_account, amount, at, day)
SELECT o.merchant, o.id, NULL, 'issue', 'buyer', 'trust', o.amount, o.issued_at, '1970-01-01'
FROM ticket_order o JOIN batch b ON b.merchant = o.merchant AND b.id = o.batch
WHERE o.amount > 0 AND b.state = 'visible';
INSERT INTO posting (merchant, id, event, movement, from_account, to_account, amount, at, day)
SELECT u.merchant, u.id, NULL, CASE u.state WHEN 'used' THEN 'redeem' ELSE 'overdue' END, 'trust',
       CASE u.state WHEN 'used' THEN 'settling' ELSE 'payable' END, t.face_value * u.quantity, u.recorded_at,
       u.business_day
FROM use_line u JOIN ticket t ON t.merchant = u.merchant AND t.id = u.ticket
WHERE t.kind = 'paid' AND u.state IN ('used', 'redeemed_overdue');

CREATE TRIGGER posting_is_never_changed BEFORE UPDATE ON posting
BEGIN SELECT RAISE(ABORT, 'postings are never changed'); END;
CREATE TRIGGER posting_is_never_deleted BEFORE DELETE ON posting
BEGIN SELECT RAISE(ABORT, 'postings are never deleted'); END;
CREATE TRIGGER event_seal_is_never_changed BEFORE UPDATE ON event_seal
BEGIN SELECT RAISE(ABORT, 'seals are never changed'); END;
CREATE TRIGGER event_seal_is_never_deleted BEFORE DELETE ON event_seal
BEGIN SELECT RAISE(ABORT, 'seals are never deleted'); END;
