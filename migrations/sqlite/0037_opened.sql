-- 已發行訂單管理 (RULES §6): when the wallet behind a link was first looked at. The same stands in
-- ../postgres/0037_opened.sql.
-- NULL = not yet; 0 = made before openings were noted: nobody knows.
ALTER TABLE wallet ADD COLUMN opened_at BIGINT DEFAULT 0;
