-- An administrator's own checks (agreement 4.32): what is written is never edited; a check ends, and another begins.
CREATE TABLE house_checks (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL,
    expression TEXT NOT NULL,
    message TEXT NOT NULL,
    -- Whether a slip that it hits waits for a person; else it is a note.
    held INTEGER NOT NULL,
    -- The first month whose slips it looks at.
    first_period TEXT NOT NULL,
    -- The last one; none while it goes on.
    last_period TEXT,
    published_by TEXT NOT NULL,
    published_at TEXT NOT NULL,
    ended_by TEXT,
    ended_at TEXT
) STRICT;

-- One check of a code goes on at a time.
CREATE UNIQUE INDEX house_checks_standing ON house_checks (code) WHERE last_period IS NULL;
