-- 已發行訂單管理 (RULES §6): notes of the staff about an order, and the ways to find an order by what is printed on its
-- tickets and mails. The same stands in ../postgres/0024_issued_orders.sql.

CREATE TABLE order_note (
    merchant     BIGINT NOT NULL,
    id           TEXT   NOT NULL,                          -- of its event
    ticket_order TEXT   NOT NULL,
    at           BIGINT NOT NULL,
    account      TEXT   NOT NULL,
    note         TEXT   NOT NULL,                          -- for the merchant's own people alone
    PRIMARY KEY (merchant, id),
    FOREIGN KEY (merchant, ticket_order) REFERENCES ticket_order (merchant, id),
    FOREIGN KEY (merchant, account) REFERENCES account (merchant, id)
);
CREATE INDEX order_note_by_order ON order_note (merchant, ticket_order);

-- What happened to an order: few events are about one as a whole.
CREATE INDEX event_by_order ON event (merchant, ticket_order) WHERE ticket_order IS NOT NULL;
-- Order numbers begin with their minute: by number is by time.
CREATE INDEX ticket_order_by_branch ON ticket_order (merchant, issued_branch, number) WHERE issued_branch IS NOT NULL;
CREATE INDEX transfer_by_number ON transfer (merchant, number);
CREATE INDEX transfer_by_recipient_phone ON transfer (merchant, recipient_phone);
CREATE INDEX transfer_by_recipient_email ON transfer (merchant, lower(recipient_email));
CREATE INDEX transfer_by_recipient_name ON transfer (merchant, substr(lower(recipient_name), 1, 2));
CREATE INDEX notice_failed ON notice (merchant, event) WHERE state IN ('failed', 'bounced');
