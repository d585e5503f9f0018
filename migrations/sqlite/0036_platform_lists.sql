-- The platform's lists of notices and escrow proofs are read in the order of their time, page by page and into a file. What is
-- not sent has an index of its own, and so has what does not hold: both are few. The same stands in
-- ../postgres/0036_platform_lists.sql.
CREATE INDEX notice_not_sent ON notice (made_at, merchant, id) WHERE state <> 'sent';
CREATE INDEX notice_sent ON notice (made_at, merchant, id) WHERE state = 'sent';
CREATE INDEX escrow_proof_by_time ON escrow_proof (at, merchant, account, id);
CREATE INDEX escrow_proof_broken ON escrow_proof (at, merchant, account, id) WHERE books <> counted;

-- What the planner is told of them (0025_plans.sql).
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('notice', 'notice_not_sent', '1000 2 1 1'),
    ('notice', 'notice_sent', '1000000 2 1 1'),
    ('escrow_proof', 'escrow_proof_by_time', '1000000 3000 8 1 1'),
    ('escrow_proof', 'escrow_proof_broken', '10 5 2 1 1');
ANALYZE sqlite_master;
