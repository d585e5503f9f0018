-- What a merchant keeps of what its holders ask to be returned, in ten-thousandths: told before they ask.
ALTER TABLE merchant ADD COLUMN request_fee BIGINT NOT NULL DEFAULT 0 CHECK (request_fee BETWEEN 0 AND 300);
