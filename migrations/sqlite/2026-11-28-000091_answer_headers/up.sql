-- Where the thing is that a request made, and its version: an answer that is given again has them too.
ALTER TABLE idempotency ADD COLUMN location TEXT NOT NULL DEFAULT '';
ALTER TABLE idempotency ADD COLUMN etag TEXT NOT NULL DEFAULT '';
