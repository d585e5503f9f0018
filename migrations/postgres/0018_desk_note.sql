-- What the staff must know when they redeem the product (RULES §7, desk note): shown at the desk only, about no person.
-- The same stands in ../sqlite/0018_desk_note.sql.

ALTER TABLE product ADD COLUMN desk_note TEXT NOT NULL DEFAULT '' CHECK (length(desk_note) <= 100);
