-- What a payment's documents say besides: the payer as it stood, the dealer's name and region, its invoice.
ALTER TABLE payment_batches ADD COLUMN payer TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE payments ADD COLUMN dealer_name TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE payments ADD COLUMN region TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE payments ADD COLUMN invoice_no TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE payments ADD COLUMN invoiced_on DATE;
-- The bank's answers are matched by it.
CREATE UNIQUE INDEX payments_by_reference ON payments (reference);

-- The dealers' invoices for their statements; the last one entered stands.
CREATE TABLE invoices (
    dealer TEXT COLLATE "C" NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    seq BIGINT NOT NULL,
    invoice_no TEXT COLLATE "C" NOT NULL,
    invoiced_on DATE NOT NULL,
    entered_by TEXT COLLATE "C" NOT NULL,
    entered_at TIMESTAMP NOT NULL,
    PRIMARY KEY (dealer, period, seq)
);
CREATE INDEX invoices_by_number ON invoices (dealer, invoice_no);
CREATE TRIGGER invoices_no_change BEFORE UPDATE OR DELETE ON invoices FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER invoices_no_truncate BEFORE TRUNCATE ON invoices FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
