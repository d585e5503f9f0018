-- What holders ask the issuer about a ticket or one of its uses, and what it answers (RULES §5, 詢問).
-- The same tables stand in ../sqlite/0009_enquiries.sql.

CREATE TABLE enquiry (
    merchant   BIGINT NOT NULL,
    id         TEXT   NOT NULL,
    wallet     TEXT   NOT NULL,
    generation BIGINT NOT NULL,                            -- of the wallet: another purchaser does not read it
    ticket     TEXT   NOT NULL,
    use_id     TEXT,                                       -- NULL: about the ticket as a whole
    state      TEXT   NOT NULL CHECK (state IN ('open', 'closed')),
    messages   BIGINT NOT NULL CHECK (messages >= 1),      -- how many there are; a writer compares it
    opened_at  BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (merchant, id),
    FOREIGN KEY (merchant, wallet) REFERENCES wallet (merchant, id)
);
CREATE INDEX enquiry_by_wallet ON enquiry (merchant, wallet);
CREATE INDEX enquiry_open ON enquiry (merchant, changed_at) WHERE state = 'open';

CREATE TABLE enquiry_message (
    merchant BIGINT NOT NULL,
    enquiry  TEXT   NOT NULL,
    id       TEXT   NOT NULL,                              -- derived from who wrote and the attempt
    number   BIGINT NOT NULL,                              -- within the thread, from 1
    at       BIGINT NOT NULL,
    author   TEXT   NOT NULL CHECK (author IN ('holder', 'merchant')),
    account  TEXT,                                         -- of the issuer's people
    text     TEXT   NOT NULL,
    PRIMARY KEY (merchant, id),
    UNIQUE (merchant, enquiry, number),
    FOREIGN KEY (merchant, enquiry) REFERENCES enquiry (merchant, id)
);
