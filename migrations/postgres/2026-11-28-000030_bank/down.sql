DROP TABLE invoices;
DROP INDEX payments_by_reference;
ALTER TABLE payments DROP COLUMN invoiced_on;
ALTER TABLE payments DROP COLUMN invoice_no;
ALTER TABLE payments DROP COLUMN region;
ALTER TABLE payments DROP COLUMN dealer_name;
ALTER TABLE payment_batches DROP COLUMN payer;
