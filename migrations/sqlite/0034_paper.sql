-- 紙本票券 (RULES §6): the form of a batch on its way, where paper is sent to, and each print of a ticket. The same stands
-- in ../postgres/0034_paper.sql.
ALTER TABLE ticket_order ADD COLUMN purchaser_address TEXT NOT NULL DEFAULT '';  -- 購買人地址; of paper alone
ALTER TABLE issue_draft ADD COLUMN form TEXT NOT NULL DEFAULT 'electronic'
    CHECK (form IN ('electronic', 'paper', 'convenience_store'));

CREATE TABLE ticket_print (
    merchant BIGINT NOT NULL,
    id       TEXT   NOT NULL,                              -- of its event
    ticket   TEXT   NOT NULL,
    number   BIGINT NOT NULL CHECK (number >= 1),          -- 1 = the first
    at       BIGINT NOT NULL,
    account  TEXT   NOT NULL,
    reason   TEXT,                                         -- of a reprint; for the merchant's own people alone
    PRIMARY KEY (merchant, id),
    UNIQUE (merchant, ticket, number),
    FOREIGN KEY (merchant, ticket) REFERENCES ticket (merchant, id),
    FOREIGN KEY (merchant, account) REFERENCES account (merchant, id)
);
CREATE INDEX ticket_print_again ON ticket_print (at) WHERE number > 1;
CREATE INDEX ticket_order_on_paper ON ticket_order (merchant, number) WHERE form = 'paper';

-- Of which days a merchant was told already.
CREATE TABLE reprints_told (
    merchant BIGINT NOT NULL REFERENCES merchant (number),
    day      TEXT   NOT NULL,
    PRIMARY KEY (merchant, day)
);

-- What the planner is told of them (0025_plans.sql).
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('ticket_print', 'sqlite_autoindex_ticket_print_1', '100000 10000 1'),
    ('ticket_print', 'sqlite_autoindex_ticket_print_2', '100000 10000 2 1'),
    ('ticket_print', 'ticket_print_again', '1000 2'),
    ('ticket_order', 'ticket_order_on_paper', '100000 10000 1');
ANALYZE sqlite_master;
