DELETE FROM settings WHERE name = 'ledger_sums';
DROP TABLE ledger_sums;
