-- Counter-entries: which posting was wrong, who of the platform's people says so, and why.
-- The same table stands in ../postgres/0021_correction.sql.

CREATE TABLE correction (
    merchant BIGINT NOT NULL,
    posting  TEXT   NOT NULL,                              -- the wrong one; corrected once
    event    TEXT   NOT NULL,                              -- with the counter-entry
    operator TEXT   NOT NULL REFERENCES operator_account (id),
    reason   TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (merchant, posting),
    FOREIGN KEY (merchant, posting) REFERENCES posting (merchant, id)
);
CREATE TRIGGER correction_is_never_changed BEFORE UPDATE ON correction
BEGIN SELECT RAISE(ABORT, 'corrections are never changed'); END;
CREATE TRIGGER correction_is_never_deleted BEFORE DELETE ON correction
BEGIN SELECT RAISE(ABORT, 'corrections are never deleted'); END;
