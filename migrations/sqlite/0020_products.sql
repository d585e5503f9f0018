-- The merchant's products, and batches sent by the browser (RULES §6, §7).
-- The same stands in ../postgres/0020_products.sql.

ALTER TABLE product ADD COLUMN paper_terms TEXT NOT NULL DEFAULT '';     -- one line each, as `terms` of the electronic form
ALTER TABLE product ADD COLUMN store_terms TEXT NOT NULL DEFAULT '';
ALTER TABLE product ADD COLUMN version     BIGINT NOT NULL DEFAULT 1;    -- counts the changes; a form names what it was read at
ALTER TABLE product ADD COLUMN created_at  BIGINT NOT NULL DEFAULT 0;
ALTER TABLE product ADD COLUMN issued_at   BIGINT;                       -- NULL: none of it was issued, everything may change

UPDATE product SET issued_at = (
    SELECT MIN(t.issued_at) FROM ticket t
    JOIN batch b ON b.merchant = t.merchant AND b.id = t.batch AND b.state = 'visible'
    WHERE t.merchant = product.merchant AND t.product = product.number);

-- 商品圖片. Public, named by its bytes, as the merchant's own pictures are.
CREATE TABLE product_picture (
    merchant   BIGINT NOT NULL,
    product    BIGINT NOT NULL,
    name       TEXT   NOT NULL,
    media_type TEXT   NOT NULL CHECK (media_type IN ('image/png', 'image/jpeg')),
    width      BIGINT NOT NULL CHECK (width >= 1),
    height     BIGINT NOT NULL CHECK (height >= 1),
    plate      TEXT   NOT NULL CHECK (plate IN ('light', 'dark')),
    bytes      BLOB   NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (merchant, product),
    FOREIGN KEY (merchant, product) REFERENCES product (merchant, number)
);
CREATE INDEX product_picture_name ON product_picture (name);

-- 商品歷程: what was done to a product, by whom; one row an event.
CREATE TABLE product_change (
    merchant BIGINT NOT NULL,
    id       TEXT   NOT NULL,                              -- of the event
    product  BIGINT NOT NULL,
    fields   TEXT   NOT NULL,                              -- those that changed, by their names
    PRIMARY KEY (merchant, id),
    FOREIGN KEY (merchant, product) REFERENCES product (merchant, number)
);
CREATE INDEX product_change_by_product ON product_change (merchant, product);

-- Who had a batch issued; its orders' events say it, too.
ALTER TABLE batch ADD COLUMN account TEXT;                 -- NULL = command line
ALTER TABLE batch ADD COLUMN branch  TEXT;

-- A file, or a form, on its way to being issued: kept from the upload to the issue.
CREATE TABLE issue_draft (
    merchant  BIGINT NOT NULL,
    id        TEXT   NOT NULL,
    version   BIGINT NOT NULL,
    state     TEXT   NOT NULL CHECK (state IN ('open', 'issuing', 'issued', 'dropped')),
    file_hash TEXT   NOT NULL,                             -- hex SHA-256: the same file is known again
    file_name TEXT   NOT NULL,
    sheet     TEXT   NOT NULL,                             -- JSON: rows as read and mended; empty once issued or dropped
    orders    BIGINT NOT NULL,
    tickets   BIGINT NOT NULL,
    amount    BIGINT NOT NULL,
    batch     TEXT,                                        -- the last that was begun
    failure   TEXT,                                        -- why that one was not issued
    beat_at   BIGINT,                                      -- whoever issues it says so each second
    account   TEXT   NOT NULL,
    branch    TEXT,
    made_at   BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (merchant, id),
    FOREIGN KEY (merchant, account) REFERENCES account (merchant, id)
);
CREATE INDEX issue_draft_by_file ON issue_draft (merchant, file_hash);
CREATE INDEX issue_draft_by_time ON issue_draft (merchant, made_at);
