DROP INDEX payments_by_reference;
DROP INDEX payments_reference_once;
CREATE UNIQUE INDEX payments_by_reference ON payments (reference);
