UPDATE months SET lot = json_remove(lot, '$.answered') WHERE lot <> '';
DROP TABLE month_verdicts;
DROP INDEX slips_for_a_call;
DROP INDEX slips_for_a_person_of;
DROP INDEX slips_for_a_person;
ALTER TABLE slips DROP COLUMN waits_for;
CREATE INDEX slips_by_stake ON slips (verdict, period, claim_fen DESC, dealer, slip_no) WHERE is_current;
