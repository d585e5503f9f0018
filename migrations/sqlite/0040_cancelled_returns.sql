-- Taking a return back (RULES §4): why, as it stands for a redemption that was cancelled. The same stands in
-- ../postgres/0040_cancelled_returns.sql.
ALTER TABLE give_back ADD COLUMN cancel_reason TEXT;     -- at most 50 characters, never shown to the holder
