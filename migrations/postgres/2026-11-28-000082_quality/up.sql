-- What the feedback sheets say, row by row, so that faults can be counted: of each dealer's month the sheet filed last.
CREATE TABLE feedback_rows (
    dealer TEXT COLLATE "C" NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    -- Its place among the sheet's readable rows.
    row_no BIGINT NOT NULL,
    upload TEXT COLLATE "C" NOT NULL,
    product_model TEXT COLLATE "C" NOT NULL,
    fault_code TEXT COLLATE "C" NOT NULL,
    fault_description TEXT COLLATE "C" NOT NULL,
    occurrences BIGINT NOT NULL,
    part_no TEXT COLLATE "C" NOT NULL,
    -- safety, function, appearance, or empty
    severity TEXT COLLATE "C" NOT NULL,
    suspected_cause TEXT COLLATE "C" NOT NULL,
    suggestion TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (dealer, period, row_no)
);
CREATE INDEX feedback_rows_by_period ON feedback_rows (period, dealer, row_no);
CREATE INDEX feedback_rows_by_severity ON feedback_rows (severity, period, dealer, row_no);

INSERT INTO feedback_rows
SELECT u.dealer, u.period, r.place, u.id,
    coalesce(r.value ->> 'model', ''), coalesce(r.value ->> 'fault', ''),
    coalesce(r.value ->> 'fault_description', ''), coalesce((r.value ->> 'occurrences')::bigint, 0),
    coalesce(r.value ->> 'part', ''), coalesce(r.value ->> 'severity', ''),
    coalesce(r.value ->> 'suspected_cause', ''), coalesce(r.value ->> 'suggestion', '')
FROM (
    SELECT * FROM uploads filed
    WHERE sheet = 'feedback' AND state = 'filed' AND length(readable) > 0 AND NOT EXISTS (
        SELECT 1 FROM uploads later WHERE later.dealer = filed.dealer AND later.period = filed.period
        AND later.sheet = 'feedback' AND later.state = 'filed' AND (later.filed_at, later.id) > (filed.filed_at, filed.id))
) u
CROSS JOIN LATERAL jsonb_array_elements(convert_from(u.readable, 'UTF8')::jsonb -> 'feedback') WITH ORDINALITY r (value, place);

-- Who took note of a fault that endangers people: once for each report, which is a dealer's month, model and fault.
CREATE TABLE safety_notes (
    dealer TEXT COLLATE "C" NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    product_model TEXT COLLATE "C" NOT NULL,
    fault_code TEXT COLLATE "C" NOT NULL,
    note TEXT COLLATE "C" NOT NULL,
    noted_by TEXT COLLATE "C" NOT NULL,
    noted_at TIMESTAMP NOT NULL,
    PRIMARY KEY (dealer, period, product_model, fault_code)
);
