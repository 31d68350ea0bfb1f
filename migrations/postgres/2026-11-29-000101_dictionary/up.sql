-- What was not understood of the sheets that dealers uploaded: headers that no column was found for, and words that a column
-- does not take. Counted when an upload is read.
CREATE TABLE unmatched (
    dealer TEXT COLLATE "C" NOT NULL,
    -- slips, feedback
    sheet TEXT COLLATE "C" NOT NULL,
    -- The English name of the column that a word stood in; empty for a header.
    of_column TEXT COLLATE "C" NOT NULL,
    -- What counts of the spelling.
    spelled_key TEXT COLLATE "C" NOT NULL,
    -- As it was spelled last.
    spelled TEXT COLLATE "C" NOT NULL,
    file_count BIGINT NOT NULL,
    last_at TIMESTAMP NOT NULL,
    -- The last file.
    upload TEXT COLLATE "C" NOT NULL,
    file_name TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (dealer, sheet, of_column, spelled_key)
);
CREATE INDEX unmatched_by_spelling ON unmatched (sheet, of_column, spelled_key, last_at);

-- What an administrator taught: it counts for all dealers, where a dealer has not said otherwise.
CREATE TABLE dictionary (
    sheet TEXT COLLATE "C" NOT NULL,
    of_column TEXT COLLATE "C" NOT NULL,
    spelled_key TEXT COLLATE "C" NOT NULL,
    spelled TEXT COLLATE "C" NOT NULL,
    -- The English name of the column, empty for one that is none of ours; or the word that is meant.
    meaning TEXT COLLATE "C" NOT NULL,
    taught_by TEXT COLLATE "C" NOT NULL,
    taught_at TIMESTAMP NOT NULL,
    PRIMARY KEY (sheet, of_column, spelled_key)
);
CREATE INDEX column_aliases_by_spelling ON column_aliases (sheet, spelled_key, column_name);
CREATE INDEX upload_corrections_by_wrong ON upload_corrections (column_name, wrong);
