-- What went over an account of the ledger on a day, statement by statement. It follows from confirmed statements, their
-- steps and payments, as the entries themselves do, and is replaced with every step.
CREATE TABLE ledger_sums (
    dealer TEXT COLLATE "C" NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    -- Its name without the dealer, such as Assets:Bank.
    account TEXT COLLATE "C" NOT NULL,
    booked_on DATE NOT NULL,
    debits_fen BIGINT NOT NULL,
    credits_fen BIGINT NOT NULL,
    PRIMARY KEY (dealer, period, account, booked_on)
);
-- All columns: adding up all dealers reads nothing else.
CREATE INDEX ledger_sums_by_account ON ledger_sums (account, dealer, period, booked_on, debits_fen, credits_fen);

-- Where steps were taken before there were sums, the program makes them when it starts.
INSERT INTO settings (name, value) SELECT 'ledger_sums', 'due' WHERE EXISTS (SELECT 1 FROM statement_steps);
