-- What was not understood of the sheets that dealers uploaded: headers that no column was found for, and words that a column
-- does not take. Counted when an upload is read.
CREATE TABLE unmatched (
    dealer TEXT NOT NULL,
    -- slips, feedback
    sheet TEXT NOT NULL,
    -- The English name of the column that a word stood in; empty for a header.
    of_column TEXT NOT NULL,
    -- What counts of the spelling.
    spelled_key TEXT NOT NULL,
    -- As it was spelled last.
    spelled TEXT NOT NULL,
    file_count INTEGER NOT NULL,
    last_at TEXT NOT NULL,
    -- The last file.
    upload TEXT NOT NULL,
    file_name TEXT NOT NULL,
    PRIMARY KEY (dealer, sheet, of_column, spelled_key)
) STRICT;
CREATE INDEX unmatched_by_spelling ON unmatched (sheet, of_column, spelled_key, last_at);

-- What an administrator taught: it counts for all dealers, where a dealer has not said otherwise.
CREATE TABLE dictionary (
    sheet TEXT NOT NULL,
    of_column TEXT NOT NULL,
    spelled_key TEXT NOT NULL,
    spelled TEXT NOT NULL,
    -- The English name of the column, empty for one that is none of ours; or the word that is meant.
    meaning TEXT NOT NULL,
    taught_by TEXT NOT NULL,
    taught_at TEXT NOT NULL,
    PRIMARY KEY (sheet, of_column, spelled_key)
) STRICT;
CREATE INDEX column_aliases_by_spelling ON column_aliases (sheet, spelled_key, column_name);
CREATE INDEX upload_corrections_by_wrong ON upload_corrections (column_name, wrong);
