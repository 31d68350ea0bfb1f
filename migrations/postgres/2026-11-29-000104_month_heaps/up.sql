-- What the lines of the statement that stands come to, heap by heap: kept with the month, so that a page of all dealers reads
-- one row for each.
ALTER TABLE months ADD COLUMN allowance_fen BIGINT NOT NULL DEFAULT 0;
ALTER TABLE months ADD COLUMN parts_fen BIGINT NOT NULL DEFAULT 0;
ALTER TABLE months ADD COLUMN fines_fen BIGINT NOT NULL DEFAULT 0;
ALTER TABLE months ADD COLUMN corrections_fen BIGINT NOT NULL DEFAULT 0;
UPDATE months SET
    allowance_fen = (SELECT CAST(coalesce(sum(l.amount_fen), 0) AS BIGINT) FROM statement_lines l
        WHERE l.dealer = months.dealer AND l.period = months.period AND l.revision = months.statement_revision
        AND l.kind IN ('allowance_brought_forward', 'allowance_carried_forward', 'unused_allowance', 'allowance_excess')),
    parts_fen = (SELECT CAST(coalesce(sum(l.amount_fen), 0) AS BIGINT) FROM statement_lines l
        WHERE l.dealer = months.dealer AND l.period = months.period AND l.revision = months.statement_revision
        AND l.kind IN ('unreturned_parts', 'goods_returns')),
    fines_fen = (SELECT CAST(coalesce(sum(l.amount_fen), 0) AS BIGINT) FROM statement_lines l
        WHERE l.dealer = months.dealer AND l.period = months.period AND l.revision = months.statement_revision
        AND l.kind IN ('complaint_fines', 'late_service_fines', 'dealer_callback_fine', 'fabrication_penalty',
            'feedback_penalty')),
    corrections_fen = (SELECT CAST(coalesce(sum(l.amount_fen), 0) AS BIGINT) FROM statement_lines l
        WHERE l.dealer = months.dealer AND l.period = months.period AND l.revision = months.statement_revision
        AND l.kind IN ('adjustment', 'balance_brought_forward'))
    WHERE state <> 'none';

-- The steps of a month in the order of their time, and its payments.
CREATE INDEX statement_steps_by_time ON statement_steps (period, taken_at, dealer, seq);
CREATE INDEX payments_of_period ON payments (period, dealer, reference) WHERE state <> 'refused';
