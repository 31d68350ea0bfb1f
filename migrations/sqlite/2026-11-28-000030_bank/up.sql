-- What a payment's documents say besides: the payer as it stood, the dealer's name and region, its invoice.
ALTER TABLE payment_batches ADD COLUMN payer TEXT NOT NULL DEFAULT '';
ALTER TABLE payments ADD COLUMN dealer_name TEXT NOT NULL DEFAULT '';
ALTER TABLE payments ADD COLUMN region TEXT NOT NULL DEFAULT '';
ALTER TABLE payments ADD COLUMN invoice_no TEXT NOT NULL DEFAULT '';
ALTER TABLE payments ADD COLUMN invoiced_on TEXT;
-- The bank's answers are matched by it.
CREATE UNIQUE INDEX payments_by_reference ON payments (reference);

-- The dealers' invoices for their statements; the last one entered stands.
CREATE TABLE invoices (
    dealer TEXT NOT NULL,
    period TEXT NOT NULL,
    seq INTEGER NOT NULL,
    invoice_no TEXT NOT NULL,
    invoiced_on TEXT NOT NULL,
    entered_by TEXT NOT NULL,
    entered_at TEXT NOT NULL,
    PRIMARY KEY (dealer, period, seq)
);
CREATE INDEX invoices_by_number ON invoices (dealer, invoice_no);
CREATE TRIGGER invoices_no_update BEFORE UPDATE ON invoices BEGIN SELECT RAISE(ABORT, 'invoices is append-only'); END;
CREATE TRIGGER invoices_no_delete BEFORE DELETE ON invoices BEGIN SELECT RAISE(ABORT, 'invoices is append-only'); END;
