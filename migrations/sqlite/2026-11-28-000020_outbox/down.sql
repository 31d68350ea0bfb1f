DROP TABLE outbox;
ALTER TABLE people DROP COLUMN mail_pace;
ALTER TABLE people DROP COLUMN email;
