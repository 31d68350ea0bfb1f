-- An administrator's own checks (agreement 4.32): what is written is never edited; a check ends, and another begins.
CREATE TABLE house_checks (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    code TEXT COLLATE "C" NOT NULL,
    expression TEXT COLLATE "C" NOT NULL,
    message TEXT COLLATE "C" NOT NULL,
    -- Whether a slip that it hits waits for a person; else it is a note.
    held BOOLEAN NOT NULL,
    -- The first month whose slips it looks at.
    first_period TEXT COLLATE "C" NOT NULL,
    -- The last one; none while it goes on.
    last_period TEXT COLLATE "C",
    published_by TEXT COLLATE "C" NOT NULL,
    published_at TIMESTAMP NOT NULL,
    ended_by TEXT COLLATE "C",
    ended_at TIMESTAMP
);

-- One check of a code goes on at a time.
CREATE UNIQUE INDEX house_checks_standing ON house_checks (code) WHERE last_period IS NULL;
