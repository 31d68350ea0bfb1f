-- The rows of feedback sheets from the most frequent fault on.
CREATE INDEX feedback_rows_by_occurrences ON feedback_rows (occurrences, period, dealer, row_no);
