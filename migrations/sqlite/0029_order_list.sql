-- 已發行訂單管理: how many there are and what they come to is read from the index alone (query/issued_order).
CREATE INDEX ticket_order_for_list ON ticket_order (merchant, number, batch, amount);

-- What the planner is told of it (0025_plans.sql).
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('ticket_order', 'ticket_order_for_list', '1000000 100000 1 1 1');
ANALYZE sqlite_master;
