-- Mails of an issue are notices. A batch makes tens of thousands of them at once: they wait in an index of their own, so
-- that whoever looks for other notices does not walk through them.
-- The same stands in ../sqlite/0004_mails_of_an_issue.sql.

DROP INDEX notice_waiting;
CREATE INDEX notice_waiting ON notice (due_at) WHERE state = 'waiting' AND kind <> 'issued';
CREATE INDEX notice_of_issue_waiting ON notice (due_at, merchant, id) WHERE state = 'waiting' AND kind = 'issued';
