DROP INDEX payments_of_period;
DROP INDEX statement_steps_by_time;
ALTER TABLE months DROP COLUMN corrections_fen;
ALTER TABLE months DROP COLUMN fines_fen;
ALTER TABLE months DROP COLUMN parts_fen;
ALTER TABLE months DROP COLUMN allowance_fen;
