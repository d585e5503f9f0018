-- Finding a ticket without its code (RULES §3): who searched when by what kind of key, and how much was found. What was
-- searched for is not kept. The same stands in ../postgres/0015_look_up.sql.

CREATE TABLE look_up (
    merchant BIGINT NOT NULL REFERENCES merchant (number),
    id       TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    account  TEXT   NOT NULL,
    branch   TEXT,                                         -- NULL = head office
    kind     TEXT   NOT NULL CHECK (kind IN ('phone', 'name', 'order')),
    holders  BIGINT NOT NULL CHECK (holders >= 0),         -- whose tickets it found; more than are shown: none were
    PRIMARY KEY (merchant, id)
);
CREATE INDEX look_up_by_time ON look_up (at);

-- By the last three digits, and by the first two characters: whatever else is asked for is compared within these.
CREATE INDEX wallet_by_phone_end ON wallet (merchant, substr(holder_phone, length(holder_phone) - 2));
CREATE INDEX wallet_by_name_begin ON wallet (merchant, substr(lower(holder_name), 1, 2));

-- What was taken back on a day, by whoever did it.
CREATE INDEX event_of_cancels ON event (actor_merchant, business_day) WHERE kind = 'redemption_cancelled';
