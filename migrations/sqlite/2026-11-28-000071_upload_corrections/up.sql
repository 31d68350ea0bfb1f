-- What was put right in a file that was uploaded: the file stays as it came, and is read with this beside it.
CREATE TABLE upload_corrections (
    dealer TEXT NOT NULL,
    upload TEXT NOT NULL,
    -- The column's English name.
    column_name TEXT NOT NULL,
    -- The value as its faults show it.
    wrong TEXT NOT NULL,
    right_value TEXT NOT NULL,
    said_by TEXT NOT NULL,
    said_at TEXT NOT NULL,
    PRIMARY KEY (dealer, upload, column_name, wrong)
) STRICT;
