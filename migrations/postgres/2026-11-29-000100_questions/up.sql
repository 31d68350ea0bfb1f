-- What reviewers ask dealers about held slips. Meanwhile the slip waits for its dealer (`slips.waits_for`).
CREATE TABLE questions (
    dealer TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    slip_no TEXT COLLATE "C" NOT NULL,
    -- open, answered, refiled, lapsed, settled, withdrawn
    state TEXT COLLATE "C" NOT NULL,
    question TEXT COLLATE "C" NOT NULL,
    asked_by TEXT COLLATE "C" NOT NULL,
    asked_at TIMESTAMP NOT NULL,
    -- The last day on which the dealer can answer.
    answer_until DATE NOT NULL,
    answer TEXT COLLATE "C" NOT NULL,
    answered_by TEXT COLLATE "C" NOT NULL,
    -- When it ceased to be open.
    closed_at TIMESTAMP,
    PRIMARY KEY (dealer, id)
);
CREATE INDEX questions_by_slip ON questions (dealer, period, slip_no, id);
CREATE INDEX questions_by_dealer_state ON questions (dealer, state, id);
CREATE INDEX questions_by_state ON questions (state, answer_until);
CREATE INDEX questions_by_asker ON questions (asked_by, asked_at);
CREATE TRIGGER questions_no_delete BEFORE DELETE ON questions FOR EACH ROW EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER questions_no_truncate BEFORE TRUNCATE ON questions FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
