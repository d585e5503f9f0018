-- Notes of the staff (RULES §9): about one ticket of an order, or about the order. The same stands in
-- ../postgres/0039_ticket_note.sql.
ALTER TABLE order_note ADD COLUMN ticket TEXT;             -- NULL = about the order as a whole
