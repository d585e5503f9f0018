-- 票券退貨 (RULES §4): requests and returns by time, by their number and by their ticket. The same stands in
-- ../sqlite/0028_return_lists.sql.
CREATE INDEX return_request_by_time ON return_request (merchant, asked_at, id);
CREATE INDEX return_request_by_number ON return_request (merchant, number);
CREATE INDEX return_request_by_ticket ON return_request (merchant, ticket);
CREATE INDEX give_back_by_time ON give_back (merchant, recorded_at, id);
CREATE INDEX give_back_by_number ON give_back (merchant, number);
