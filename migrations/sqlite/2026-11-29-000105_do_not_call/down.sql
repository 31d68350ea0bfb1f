DELETE FROM settings WHERE name = 'call_numbers';
DROP TABLE do_not_call;
DROP TABLE call_numbers;
