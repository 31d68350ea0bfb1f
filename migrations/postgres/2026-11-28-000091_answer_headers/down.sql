ALTER TABLE idempotency DROP COLUMN etag;
ALTER TABLE idempotency DROP COLUMN location;
