DROP TABLE appointments;
DROP INDEX slips_by_stake;
DROP INDEX reviews_by_reviewer;
ALTER TABLE reviews DROP COLUMN withdrawn;
