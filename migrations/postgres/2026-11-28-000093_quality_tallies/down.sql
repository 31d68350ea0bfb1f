DROP INDEX feedback_rows_by_fault;
DROP INDEX feedback_rows_counted;
DROP TABLE sales_tallies;
DROP TABLE first_reports;
DROP TABLE feedback_tallies;
DROP TABLE claims_tallies;
DROP TABLE tallied;
DELETE FROM jobs WHERE kind = 'tally';
