-- Lists of the office (RULES §6, §9): orders that wait for their issue, transfers and enquiries, each by time. The same
-- stands in ../sqlite/0035_office_lists.sql.
CREATE INDEX paid_order_unissued ON paid_order (merchant, paid_at, merchant_order_no)
    WHERE outcome IS NULL OR outcome <> 'issued';
CREATE INDEX transfer_by_time ON transfer (merchant, offered_at, id);
CREATE INDEX enquiry_by_time ON enquiry (merchant, changed_at, id);
CREATE INDEX enquiry_by_ticket ON enquiry (merchant, ticket);
