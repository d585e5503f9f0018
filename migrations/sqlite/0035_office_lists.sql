-- Lists of the office (RULES §6, §9): orders that wait for their issue, transfers and enquiries, each by time. The same
-- stands in ../postgres/0035_office_lists.sql.
CREATE INDEX paid_order_unissued ON paid_order (merchant, paid_at, merchant_order_no)
    WHERE outcome IS NULL OR outcome <> 'issued';
CREATE INDEX transfer_by_time ON transfer (merchant, offered_at, id);
CREATE INDEX enquiry_by_time ON enquiry (merchant, changed_at, id);
CREATE INDEX enquiry_by_ticket ON enquiry (merchant, ticket);

-- What the planner is told of them (0025_plans.sql).
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('paid_order', 'paid_order_unissued', '100000 10000 1 1'),
    ('transfer', 'transfer_by_time', '1000000 100000 1 1'),
    ('enquiry', 'enquiry_by_time', '100000 10000 1 1'),
    ('enquiry', 'enquiry_by_ticket', '100000 10000 2');
ANALYZE sqlite_master;
