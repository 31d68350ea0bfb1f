-- What reviewers ask dealers about held slips. Meanwhile the slip waits for its dealer (`slips.waits_for`).
CREATE TABLE questions (
    dealer TEXT NOT NULL,
    id TEXT NOT NULL,
    period TEXT NOT NULL,
    slip_no TEXT NOT NULL,
    -- open, answered, refiled, lapsed, settled, withdrawn
    state TEXT NOT NULL,
    question TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    -- The last day on which the dealer can answer.
    answer_until TEXT NOT NULL,
    answer TEXT NOT NULL,
    answered_by TEXT NOT NULL,
    -- When it ceased to be open.
    closed_at TEXT,
    PRIMARY KEY (dealer, id)
) STRICT;
CREATE INDEX questions_by_slip ON questions (dealer, period, slip_no, id);
CREATE INDEX questions_by_dealer_state ON questions (dealer, state, id);
CREATE INDEX questions_by_state ON questions (state, answer_until);
CREATE INDEX questions_by_asker ON questions (asked_by, asked_at);
CREATE TRIGGER questions_no_delete BEFORE DELETE ON questions BEGIN SELECT RAISE(ABORT, 'questions is kept'); END;
