-- What dealers call the columns of their sheets beside the names that they have.
CREATE TABLE column_aliases (
    dealer TEXT NOT NULL,
    -- slips, feedback
    sheet TEXT NOT NULL,
    -- What counts of the header's spelling.
    spelled_key TEXT NOT NULL,
    -- As it was spelled when it was said.
    spelled TEXT NOT NULL,
    -- The column's English name; empty for a column that is none of ours.
    column_name TEXT NOT NULL,
    said_by TEXT NOT NULL,
    said_at TEXT NOT NULL,
    PRIMARY KEY (dealer, sheet, spelled_key)
) STRICT;
