ALTER TABLE statements DROP COLUMN position;
