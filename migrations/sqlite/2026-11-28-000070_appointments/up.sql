-- The centre's desks: what a reviewer takes back, and whose customer is called next.

-- A decision that was taken back is followed by a row that says so.
ALTER TABLE reviews ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0;
-- What somebody decided last.
CREATE INDEX reviews_by_reviewer ON reviews (reviewer, reviewed_at);
-- The worklist of held slips: the oldest month first, in it the largest claim.
CREATE INDEX slips_by_stake ON slips (verdict, period, claim_fen DESC, dealer, slip_no) WHERE is_current;

-- When the customer of a slip is called again, and who is calling now. A row is where a call stands, the calls themselves
-- are kept in `calls`.
CREATE TABLE appointments (
    dealer TEXT NOT NULL,
    slip_no TEXT NOT NULL,
    -- Not before; none where any time will do.
    not_before TEXT,
    -- Whether the customer asked for that time; else it is the pause after a call that nobody answered.
    is_agreed INTEGER NOT NULL,
    -- Who calls now; empty where nobody does.
    taken_by TEXT NOT NULL,
    -- Until when others keep away.
    taken_until TEXT,
    PRIMARY KEY (dealer, slip_no)
) STRICT;
CREATE INDEX appointments_by_agent ON appointments (taken_by);
