-- What quality and sales are counted from. Derived: the tables may be emptied, with `tallied`; whoever serves makes again
-- what is missing.

-- What was counted, and when: `claims 2026-01`, `feedback 2026-01`, `firsts`, `sales`.
CREATE TABLE tallied (
    what TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    -- 1, 2, …: who counted on an older state does not write over a newer one.
    revision BIGINT NOT NULL,
    -- The instant that it was counted as of.
    made_at TIMESTAMP NOT NULL
);

-- Slips of a period that are paid or wait, by whole months in service. What is empty is not told apart: a row with
-- nothing but the months counts all slips of the period, one with a part those with that part.
CREATE TABLE claims_tallies (
    period TEXT COLLATE "C" NOT NULL,
    dealer TEXT COLLATE "C" NOT NULL,
    part_no TEXT COLLATE "C" NOT NULL,
    fault_code TEXT COLLATE "C" NOT NULL,
    product_model TEXT COLLATE "C" NOT NULL,
    months_in_service BIGINT NOT NULL,
    claims BIGINT NOT NULL,
    PRIMARY KEY (period, dealer, part_no, fault_code, product_model, months_in_service)
);

-- What feedback sheets of a period report. Sheets may leave a code blank, so the grain says what is told apart: letters of
-- model, fault, part.
CREATE TABLE feedback_tallies (
    period TEXT COLLATE "C" NOT NULL,
    grain TEXT COLLATE "C" NOT NULL,
    product_model TEXT COLLATE "C" NOT NULL,
    fault_code TEXT COLLATE "C" NOT NULL,
    part_no TEXT COLLATE "C" NOT NULL,
    occurrences BIGINT NOT NULL,
    -- In a dealer's words.
    description TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (period, grain, product_model, fault_code, part_no)
);

-- The first month for which a fault of a model was reported; with a part, for which it was with that part.
CREATE TABLE first_reports (
    part_no TEXT COLLATE "C" NOT NULL,
    product_model TEXT COLLATE "C" NOT NULL,
    fault_code TEXT COLLATE "C" NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (part_no, product_model, fault_code)
);
CREATE INDEX first_reports_by_period ON first_reports (part_no, period, product_model, fault_code);

-- Units sold, net of returns. What is empty is not told apart.
CREATE TABLE sales_tallies (
    dealer TEXT COLLATE "C" NOT NULL,
    product_line TEXT COLLATE "C" NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    units BIGINT NOT NULL,
    PRIMARY KEY (dealer, product_line, period)
);
CREATE INDEX sales_tallies_by_line ON sales_tallies (product_line, period, dealer, units);

-- Feedback by dealer, and the first reports, without a look into the rows.
CREATE INDEX feedback_rows_counted ON feedback_rows
    (period, dealer, product_model, fault_code, part_no, occurrences);
CREATE INDEX feedback_rows_by_fault ON feedback_rows (product_model, fault_code, part_no, period);

-- Due since long ago, whatever day the installation has.
INSERT INTO jobs (id, kind, subject, state, run_at, attempts, leased_by, last_error, created_at)
SELECT md5(random()::text || what), 'tally', what, 'queued', TIMESTAMP '2000-01-01 00:00:00', 0, '', '', TIMESTAMP '2000-01-01 00:00:00' FROM (
    SELECT 'claims ' || period AS what FROM months GROUP BY period
    UNION ALL SELECT 'feedback ' || period FROM feedback_rows GROUP BY period
    UNION ALL SELECT 'firsts' WHERE EXISTS (SELECT 1 FROM feedback_rows)
    UNION ALL SELECT 'sales' WHERE EXISTS (SELECT 1 FROM register_rows WHERE register = 'sales')
) existing;
