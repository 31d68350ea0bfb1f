-- Which telephone number was called, by its mark: a hash under the installation's key, so that the same number is found
-- again over all dealers and years and none can be read here.
CREATE TABLE call_numbers (
    dealer TEXT NOT NULL,
    call_id TEXT NOT NULL,
    number_mark TEXT NOT NULL,
    PRIMARY KEY (dealer, call_id)
) STRICT;
CREATE INDEX call_numbers_by_mark ON call_numbers (number_mark, call_id, dealer);

-- Numbers whose customers asked not to be called again.
CREATE TABLE do_not_call (
    id TEXT NOT NULL PRIMARY KEY,
    number_mark TEXT NOT NULL UNIQUE,
    -- 138****5678
    masked TEXT NOT NULL,
    -- The slip that they were called about.
    dealer TEXT NOT NULL,
    slip_no TEXT NOT NULL,
    said_to TEXT NOT NULL,
    said_at TEXT NOT NULL
) STRICT;

-- Where calls were recorded before their numbers were noted, the program does it when it starts.
INSERT INTO settings (name, value) SELECT 'call_numbers', 'due' WHERE EXISTS (SELECT 1 FROM calls);
