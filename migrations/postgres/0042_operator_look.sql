-- A look of the platform belongs to the session it was begun in, can be left early, and keeps which pages were looked at.

ALTER TABLE operator_look ADD COLUMN session TEXT;      -- token_hash of the operator's session; NULL: begun before this version, over
ALTER TABLE operator_look ADD COLUMN ended_at BIGINT;   -- left before its time
CREATE INDEX operator_look_by_session ON operator_look (session);

CREATE TABLE operator_look_page (
    merchant BIGINT NOT NULL REFERENCES merchant (number),
    id       TEXT   NOT NULL,
    look     TEXT   NOT NULL REFERENCES operator_look (id),
    at       BIGINT NOT NULL,
    page     TEXT   NOT NULL,                           -- the route's pattern, never what was filtered by
    subject  TEXT   NOT NULL,                           -- number of the order, ticket, … that was looked at; never a person
    PRIMARY KEY (merchant, id)
);
CREATE INDEX operator_look_page_by_look ON operator_look_page (merchant, look, id);
