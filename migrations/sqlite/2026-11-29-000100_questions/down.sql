UPDATE slips SET waits_for = 'person' WHERE is_current AND waits_for = 'dealer';
DROP TABLE questions;
