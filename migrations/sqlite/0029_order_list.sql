-- 已發行訂單管理: how many there are and what they come to is read from the index alone (query/issued_order).
CREATE INDEX ticket_order_for_list ON ticket_order (merchant, number, batch, amount);
