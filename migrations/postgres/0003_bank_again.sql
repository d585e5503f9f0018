-- Lines that the bank refused are looked for each night: few, among all that ever went to it.
CREATE INDEX bank_entry_refused ON bank_entry (day) WHERE verdict = 'refused';
