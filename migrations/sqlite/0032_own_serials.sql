-- 自訂序號 (RULES §6): running numbers that a merchant gives to a batch itself. The platform's own numbers leave them out.
-- The same stands in ../postgres/0032_own_serials.sql.
CREATE TABLE own_serials (
    merchant     BIGINT NOT NULL REFERENCES merchant (number),
    series       TEXT   NOT NULL,                          -- as in running_number: serial_paid, serial_gift
    first_number BIGINT NOT NULL,
    last_number  BIGINT NOT NULL,                          -- inclusive
    batch        TEXT   NOT NULL,
    PRIMARY KEY (merchant, series, first_number),
    CHECK (first_number >= 1 AND last_number >= first_number)
);
CREATE INDEX own_serials_by_batch ON own_serials (merchant, batch);

-- 起始值 as it was typed, checked at each look; NULL = the platform's serials.
ALTER TABLE issue_draft ADD COLUMN serial_start TEXT;
