-- Slips that reviewers added to the calls (agreement 6.6). A row is kept when its call is done, so that it says why the
-- customer was called, and is replaced when the slip is added again.
CREATE TABLE call_picks (
    dealer TEXT NOT NULL,
    slip_no TEXT NOT NULL,
    -- For which the number was filed first: that is what calls concern.
    period TEXT NOT NULL,
    reason TEXT NOT NULL,
    picked_by TEXT NOT NULL,
    -- For whom a deputy added it: a login; empty where somebody did it for themselves.
    on_behalf_of TEXT NOT NULL,
    picked_at TEXT NOT NULL,
    -- How many calls about the number there were; those after them are made for this.
    calls_before INTEGER NOT NULL,
    -- Whether the customer is still to be called.
    is_open INTEGER NOT NULL,
    PRIMARY KEY (dealer, slip_no)
) STRICT;
CREATE INDEX call_picks_open ON call_picks (dealer, slip_no, period) WHERE is_open;
