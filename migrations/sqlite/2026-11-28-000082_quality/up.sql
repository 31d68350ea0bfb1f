-- What the feedback sheets say, row by row, so that faults can be counted: of each dealer's month the sheet filed last.
CREATE TABLE feedback_rows (
    dealer TEXT NOT NULL,
    period TEXT NOT NULL,
    -- Its place among the sheet's readable rows.
    row_no INTEGER NOT NULL,
    upload TEXT NOT NULL,
    product_model TEXT NOT NULL,
    fault_code TEXT NOT NULL,
    fault_description TEXT NOT NULL,
    occurrences INTEGER NOT NULL,
    part_no TEXT NOT NULL,
    -- safety, function, appearance, or empty
    severity TEXT NOT NULL,
    suspected_cause TEXT NOT NULL,
    suggestion TEXT NOT NULL,
    PRIMARY KEY (dealer, period, row_no)
) STRICT;
CREATE INDEX feedback_rows_by_period ON feedback_rows (period, dealer, row_no);
CREATE INDEX feedback_rows_by_severity ON feedback_rows (severity, period, dealer, row_no);

INSERT INTO feedback_rows
SELECT u.dealer, u.period, r.key + 1, u.id,
    coalesce(json_extract(r.value, '$.model'), ''), coalesce(json_extract(r.value, '$.fault'), ''),
    coalesce(json_extract(r.value, '$.fault_description'), ''), coalesce(json_extract(r.value, '$.occurrences'), 0),
    coalesce(json_extract(r.value, '$.part'), ''), coalesce(json_extract(r.value, '$.severity'), ''),
    coalesce(json_extract(r.value, '$.suspected_cause'), ''), coalesce(json_extract(r.value, '$.suggestion'), '')
FROM uploads u, json_each(CAST(u.readable AS TEXT), '$.feedback') r
WHERE u.sheet = 'feedback' AND u.state = 'filed' AND length(u.readable) > 0 AND NOT EXISTS (
    SELECT 1 FROM uploads later WHERE later.dealer = u.dealer AND later.period = u.period AND later.sheet = 'feedback'
    AND later.state = 'filed' AND (later.filed_at, later.id) > (u.filed_at, u.id));

-- Who took note of a fault that endangers people: once for each report, which is a dealer's month, model and fault.
CREATE TABLE safety_notes (
    dealer TEXT NOT NULL,
    period TEXT NOT NULL,
    product_model TEXT NOT NULL,
    fault_code TEXT NOT NULL,
    note TEXT NOT NULL,
    noted_by TEXT NOT NULL,
    noted_at TEXT NOT NULL,
    PRIMARY KEY (dealer, period, product_model, fault_code)
) STRICT;
