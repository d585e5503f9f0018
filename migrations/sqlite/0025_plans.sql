-- What SQLite's planner is told of the tables that grow: a merchant has many rows, a wallet, an order or a ticket few.
-- Without it the planner takes any index that begins with the merchant, and a page of one wallet walks all tickets of its
-- merchant. Told once and never measured again, so that a plan does not change with the data (no ANALYZE anywhere); the
-- test `plans` explains every statement of the store. A later migration that makes one of these tables anew tells it again.

ANALYZE merchant;  -- makes the table; a merchant's own row is looked up by its key anyway
DELETE FROM sqlite_stat1;
-- Rows in the index, then rows for one value of its first column, of its first two, and so on.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('ticket', 'sqlite_autoindex_ticket_1', '1000000 100000 1'),
    ('ticket', 'sqlite_autoindex_ticket_2', '1000000 100000 1'),
    ('ticket', 'sqlite_autoindex_ticket_3', '1000000 100000 1'),
    ('ticket', 'sqlite_autoindex_ticket_4', '1000000 100000 1'),
    ('ticket', 'ticket_by_wallet', '1000000 100000 5'),
    ('ticket', 'ticket_by_order', '1000000 100000 5'),
    ('ticket', 'ticket_by_batch', '1000000 100000 3000'),
    ('ticket', 'ticket_in_trust', '1000000 3000'),
    ('ticket', 'ticket_by_last_day', '1000000 3000'),
    ('ticket_order', 'sqlite_autoindex_ticket_order_1', '1000000 100000 1'),
    ('ticket_order', 'sqlite_autoindex_ticket_order_2', '1000000 100000 1'),
    ('ticket_order', 'sqlite_autoindex_ticket_order_3', '1000000 100000 1'),
    ('ticket_order', 'sqlite_autoindex_ticket_order_4', '1000000 100000 1'),
    ('ticket_order', 'ticket_order_by_wallet', '1000000 100000 1'),
    ('ticket_order', 'ticket_order_by_batch', '1000000 100000 3000'),
    ('wallet', 'sqlite_autoindex_wallet_1', '1000000 1'),
    ('wallet', 'sqlite_autoindex_wallet_2', '1000000 100000 1'),
    ('wallet', 'wallet_by_name_begin', '1000000 100000 300'),
    ('wallet', 'wallet_by_phone_end', '1000000 100000 100'),
    ('wallet', 'wallet_by_phone', '1000000 5'),
    ('wallet', 'wallet_by_email', '1000000 5'),
    ('use_line', 'sqlite_autoindex_use_line_1', '1000000 100000 1'),
    ('use_line', 'sqlite_autoindex_use_line_2', '1000000 100000 2 1'),
    ('use_line', 'use_line_by_redeemer', '1000000 100000 3000'),
    ('use_line', 'use_line_for_bank', '1000000 3000'),
    ('give_back', 'sqlite_autoindex_give_back_1', '1000000 100000 1'),
    ('give_back', 'give_back_by_ticket', '1000000 100000 2'),
    ('give_back', 'give_back_for_bank', '1000000 3000'),
    ('event', 'sqlite_autoindex_event_1', '1000000 100000 1'),
    ('event', 'sqlite_autoindex_event_2', '1000000 100000 3000 1'),
    ('event', 'event_by_ticket', '1000000 100000 5'),
    ('event', 'event_of_cancels', '1000000 100000 300'),
    ('transfer', 'sqlite_autoindex_transfer_1', '1000000 1'),
    ('transfer', 'sqlite_autoindex_transfer_2', '1000000 100000 1'),
    ('transfer', 'transfer_by_giver', '1000000 100000 2'),
    ('transfer', 'transfer_by_share', '1000000 1'),
    ('transfer_line', 'sqlite_autoindex_transfer_line_1', '1000000 100000 5 1'),
    ('transfer_line', 'transfer_line_by_ticket', '1000000 100000 2'),
    ('transfer_line', 'transfer_line_open', '1000000 100000 1'),
    ('posting', 'sqlite_autoindex_posting_1', '1000000 100000 1'),
    ('notice', 'sqlite_autoindex_notice_1', '1000000 100000 1'),
    ('notice', 'sqlite_autoindex_notice_2', '1000000 100000 2 1 1 1');
ANALYZE sqlite_master;  -- from now on, in this connection too
