-- 票券退貨 (RULES §4): requests and returns by time, by their number and by their ticket. The same stands in
-- ../postgres/0028_return_lists.sql.
CREATE INDEX return_request_by_time ON return_request (merchant, asked_at, id);
CREATE INDEX return_request_by_number ON return_request (merchant, number);
CREATE INDEX return_request_by_ticket ON return_request (merchant, ticket);
CREATE INDEX give_back_by_time ON give_back (merchant, recorded_at, id);
CREATE INDEX give_back_by_number ON give_back (merchant, number);

-- What the planner is told of them (0025_plans.sql).
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('return_request', 'return_request_by_time', '100000 10000 1 1'),
    ('return_request', 'return_request_by_number', '100000 10000 1'),
    ('return_request', 'return_request_by_ticket', '100000 10000 2'),
    ('give_back', 'give_back_by_time', '1000000 100000 1 1'),
    ('give_back', 'give_back_by_number', '1000000 100000 2');
ANALYZE sqlite_master;
