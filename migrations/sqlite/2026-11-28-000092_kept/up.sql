-- What was filed, agreed, disputed or paid goes on to be settled, and is never taken away. (The rows of a register that a
-- file brought a second time are, while it is read.)
CREATE TRIGGER adjustments_no_delete BEFORE DELETE ON adjustments BEGIN SELECT RAISE(ABORT, 'adjustments is kept'); END;
CREATE TRIGGER agreements_no_delete BEFORE DELETE ON agreements BEGIN SELECT RAISE(ABORT, 'agreements is kept'); END;
CREATE TRIGGER attachments_no_delete BEFORE DELETE ON attachments BEGIN SELECT RAISE(ABORT, 'attachments is kept'); END;
CREATE TRIGGER bank_accounts_no_delete BEFORE DELETE ON bank_accounts BEGIN SELECT RAISE(ABORT, 'bank_accounts is kept'); END;
CREATE TRIGGER disputes_no_delete BEFORE DELETE ON disputes BEGIN SELECT RAISE(ABORT, 'disputes is kept'); END;
CREATE TRIGGER findings_no_delete BEFORE DELETE ON findings BEGIN SELECT RAISE(ABORT, 'findings is kept'); END;
CREATE TRIGGER house_checks_no_delete BEFORE DELETE ON house_checks BEGIN SELECT RAISE(ABORT, 'house_checks is kept'); END;
CREATE TRIGGER months_no_delete BEFORE DELETE ON months BEGIN SELECT RAISE(ABORT, 'months is kept'); END;
CREATE TRIGGER payment_batches_no_delete BEFORE DELETE ON payment_batches BEGIN SELECT RAISE(ABORT, 'payment_batches is kept'); END;
CREATE TRIGGER payments_no_delete BEFORE DELETE ON payments BEGIN SELECT RAISE(ABORT, 'payments is kept'); END;
CREATE TRIGGER register_versions_no_delete BEFORE DELETE ON register_versions BEGIN SELECT RAISE(ABORT, 'register_versions is kept'); END;
CREATE TRIGGER safety_notes_no_delete BEFORE DELETE ON safety_notes BEGIN SELECT RAISE(ABORT, 'safety_notes is kept'); END;
CREATE TRIGGER seeds_no_delete BEFORE DELETE ON seeds BEGIN SELECT RAISE(ABORT, 'seeds is kept'); END;
CREATE TRIGGER slips_no_delete BEFORE DELETE ON slips BEGIN SELECT RAISE(ABORT, 'slips is kept'); END;
CREATE TRIGGER uploads_no_delete BEFORE DELETE ON uploads BEGIN SELECT RAISE(ABORT, 'uploads is kept'); END;

-- Of a slip only what became of it changes, not what it says.
CREATE TRIGGER slips_no_update BEFORE UPDATE OF
    dealer, period, slip_no, version, upload, sheet_row, serial_no, product_model, repair_date, fault_code, body, filed_at
ON slips BEGIN SELECT RAISE(ABORT, 'slips is kept as it was filed'); END;
