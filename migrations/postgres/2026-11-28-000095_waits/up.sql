-- What the desks of the centre wait for, and what a month's slips come to by verdict: kept with every decision, so that a page
-- reads as many rows as it shows, however many slips there are.

-- Whom a held slip waits for: a person, or a call alone (agreement 4.24, 4.25); empty for all others, and as soon as it is
-- reviewed or its customer answered.
ALTER TABLE slips ADD COLUMN waits_for TEXT COLLATE "C" NOT NULL DEFAULT '';
UPDATE slips SET waits_for = CASE WHEN EXISTS (SELECT 1 FROM slip_codes k WHERE k.dealer = slips.dealer
    AND k.period = slips.period AND k.slip_no = slips.slip_no AND k.code IN ('CALLBACK_PENDING', 'LOT_REJECTED'))
    THEN 'call' ELSE 'person' END
    WHERE is_current AND verdict = 'held';
DROP INDEX slips_by_stake;
-- The worklist: the oldest month first, in it the largest claim; of all dealers and of one.
CREATE INDEX slips_for_a_person ON slips (waits_for, period, claim_fen DESC, dealer, slip_no)
    WHERE is_current AND waits_for <> '';
CREATE INDEX slips_for_a_person_of ON slips (dealer, waits_for, period, claim_fen DESC, slip_no)
    WHERE is_current AND waits_for <> '';
-- The call desk: the oldest month first.
CREATE INDEX slips_for_a_call ON slips (waits_for, period, dealer, slip_no) WHERE is_current AND waits_for <> '';

-- Where a call stands is kept until its customer answers; whoever was called in vain has a row here.
DELETE FROM appointments WHERE NOT EXISTS (SELECT 1 FROM slips WHERE slips.dealer = appointments.dealer
    AND slips.slip_no = appointments.slip_no AND slips.is_current AND slips.waits_for = 'call');
INSERT INTO appointments (dealer, slip_no, not_before, is_agreed, taken_by, taken_until)
SELECT DISTINCT k.dealer, k.slip_no, CAST(NULL AS TIMESTAMP), FALSE, '', CAST(NULL AS TIMESTAMP) FROM calls k
JOIN slips ON slips.dealer = k.dealer AND slips.slip_no = k.slip_no AND slips.is_current AND slips.waits_for = 'call'
WHERE NOT EXISTS (SELECT 1 FROM appointments a WHERE a.dealer = k.dealer AND a.slip_no = k.slip_no);

-- The slips of a dealer's month that stand, by verdict.
CREATE TABLE month_verdicts (
    dealer TEXT COLLATE "C" NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    verdict TEXT COLLATE "C" NOT NULL,
    slip_count BIGINT NOT NULL,
    claimed_fen BIGINT NOT NULL,
    PRIMARY KEY (dealer, period, verdict)
);
CREATE INDEX month_verdicts_by_period ON month_verdicts (period, dealer, verdict, slip_count, claimed_fen);
INSERT INTO month_verdicts SELECT dealer, period, verdict, count(*), CAST(sum(claim_fen) AS BIGINT) FROM slips
    WHERE is_current AND verdict <> '' GROUP BY dealer, period, verdict;

-- A lot says how many of the drawn customers answered.
UPDATE months SET lot = jsonb_set(lot::jsonb, '{answered}', to_jsonb((
    SELECT count(*) FROM jsonb_array_elements_text(lot::jsonb -> 'drawn') d
    WHERE EXISTS (SELECT 1 FROM calls k WHERE k.dealer = months.dealer AND k.slip_no = d
    AND k.outcome NOT IN ('no_answer', 'refused')))))::text WHERE lot <> '';
