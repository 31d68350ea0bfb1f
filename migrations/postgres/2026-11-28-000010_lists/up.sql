-- The lists of the offices, over all dealers, each in its own order.

-- The codes that hit the slips that stand, as their last decisions say: a list by code must not look through all slips.
CREATE TABLE slip_codes (
    dealer TEXT COLLATE "C" NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    slip_no TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    verdict TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (dealer, period, slip_no, code)
);
CREATE INDEX slip_codes_by_code ON slip_codes (code, period, dealer, slip_no);
CREATE INDEX slip_codes_by_verdict ON slip_codes (code, verdict, period, dealer, slip_no);
INSERT INTO slip_codes (dealer, period, slip_no, code, verdict)
SELECT DISTINCT dealer, period, slip_no, code, verdict FROM slips, unnest(string_to_array(reasons, ';')) AS code
WHERE is_current AND code <> '';

-- A dealer's slips by what was decided of them.
CREATE INDEX slips_by_dealer_verdict ON slips (dealer, verdict, period, slip_no) WHERE is_current;

CREATE INDEX uploads_by_id ON uploads (id);
CREATE INDEX uploads_by_state ON uploads (state, id);
DROP INDEX findings_by_state;
CREATE INDEX findings_by_state ON findings (state, id);
CREATE INDEX findings_by_id ON findings (id);
DROP INDEX disputes_by_state;
CREATE INDEX disputes_by_state ON disputes (state, id);
CREATE INDEX disputes_by_id ON disputes (id);

-- The whole order of a register's pages.
DROP INDEX register_rows_by_key;
CREATE INDEX register_rows_by_key ON register_rows (register, row_key, dealer, added_in, row_no);
