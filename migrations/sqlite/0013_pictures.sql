-- A merchant's own pictures (RULES §7, §8). Public: whoever sees a ticket sees them. The name is made of the bytes.
-- The same stands in ../postgres/0013_pictures.sql.

CREATE TABLE merchant_picture (
    merchant   BIGINT NOT NULL REFERENCES merchant (number),
    kind       TEXT   NOT NULL CHECK (kind IN ('logo', 'banner')),
    name       TEXT   NOT NULL,
    media_type TEXT   NOT NULL CHECK (media_type IN ('image/png', 'image/jpeg')),
    width      BIGINT NOT NULL CHECK (width >= 1),
    height     BIGINT NOT NULL CHECK (height >= 1),
    plate      TEXT   NOT NULL CHECK (plate IN ('light', 'dark')), -- what it stands on
    bytes      BLOB   NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (merchant, kind)
);

CREATE INDEX merchant_picture_name ON merchant_picture (name);
