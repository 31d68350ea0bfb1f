-- What was put right in a file that was uploaded: the file stays as it came, and is read with this beside it.
CREATE TABLE upload_corrections (
    dealer TEXT COLLATE "C" NOT NULL,
    upload TEXT COLLATE "C" NOT NULL,
    -- The column's English name.
    column_name TEXT COLLATE "C" NOT NULL,
    -- The value as its faults show it.
    wrong TEXT COLLATE "C" NOT NULL,
    right_value TEXT COLLATE "C" NOT NULL,
    said_by TEXT COLLATE "C" NOT NULL,
    said_at TIMESTAMP NOT NULL,
    PRIMARY KEY (dealer, upload, column_name, wrong)
);
