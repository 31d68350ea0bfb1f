-- What dealers call the columns of their sheets beside the names that they have.
CREATE TABLE column_aliases (
    dealer TEXT COLLATE "C" NOT NULL,
    -- slips, feedback
    sheet TEXT COLLATE "C" NOT NULL,
    -- What counts of the header's spelling.
    spelled_key TEXT COLLATE "C" NOT NULL,
    -- As it was spelled when it was said.
    spelled TEXT COLLATE "C" NOT NULL,
    -- The column's English name; empty for a column that is none of ours.
    column_name TEXT COLLATE "C" NOT NULL,
    said_by TEXT COLLATE "C" NOT NULL,
    said_at TIMESTAMP NOT NULL,
    PRIMARY KEY (dealer, sheet, spelled_key)
);
