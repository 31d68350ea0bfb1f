-- Keys of what a dealer owns start with the dealer. A reference names its dealer, so that no two dealers have one reference.
DROP INDEX payments_by_reference;
CREATE UNIQUE INDEX payments_reference_once ON payments (dealer, reference);
-- The bank's answers are matched by it, whoever the dealer is.
CREATE INDEX payments_by_reference ON payments (reference);
