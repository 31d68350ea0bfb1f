-- What was filed, agreed, disputed or paid goes on to be settled, and is never taken away. (The rows of a register that a
-- file brought a second time are, while it is read.)
CREATE FUNCTION refuse_removal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is kept', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER adjustments_no_delete BEFORE DELETE ON adjustments FOR EACH ROW EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER adjustments_no_truncate BEFORE TRUNCATE ON adjustments FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER agreements_no_delete BEFORE DELETE ON agreements FOR EACH ROW EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER agreements_no_truncate BEFORE TRUNCATE ON agreements FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER attachments_no_delete BEFORE DELETE ON attachments FOR EACH ROW EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER attachments_no_truncate BEFORE TRUNCATE ON attachments FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER bank_accounts_no_delete BEFORE DELETE ON bank_accounts FOR EACH ROW EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER bank_accounts_no_truncate BEFORE TRUNCATE ON bank_accounts FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER disputes_no_delete BEFORE DELETE ON disputes FOR EACH ROW EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER disputes_no_truncate BEFORE TRUNCATE ON disputes FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER findings_no_delete BEFORE DELETE ON findings FOR EACH ROW EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER findings_no_truncate BEFORE TRUNCATE ON findings FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER house_checks_no_delete BEFORE DELETE ON house_checks FOR EACH ROW EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER house_checks_no_truncate BEFORE TRUNCATE ON house_checks FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER months_no_delete BEFORE DELETE ON months FOR EACH ROW EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER months_no_truncate BEFORE TRUNCATE ON months FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER payment_batches_no_delete BEFORE DELETE ON payment_batches FOR EACH ROW EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER payment_batches_no_truncate BEFORE TRUNCATE ON payment_batches FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER payments_no_delete BEFORE DELETE ON payments FOR EACH ROW EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER payments_no_truncate BEFORE TRUNCATE ON payments FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER register_versions_no_delete BEFORE DELETE ON register_versions FOR EACH ROW EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER register_versions_no_truncate BEFORE TRUNCATE ON register_versions FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER safety_notes_no_delete BEFORE DELETE ON safety_notes FOR EACH ROW EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER safety_notes_no_truncate BEFORE TRUNCATE ON safety_notes FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER seeds_no_delete BEFORE DELETE ON seeds FOR EACH ROW EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER seeds_no_truncate BEFORE TRUNCATE ON seeds FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER slips_no_delete BEFORE DELETE ON slips FOR EACH ROW EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER slips_no_truncate BEFORE TRUNCATE ON slips FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER uploads_no_delete BEFORE DELETE ON uploads FOR EACH ROW EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER uploads_no_truncate BEFORE TRUNCATE ON uploads FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();

-- Of a slip only what became of it changes, not what it says.
CREATE FUNCTION refuse_other_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is kept as it was filed', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER slips_no_update BEFORE UPDATE OF
    dealer, period, slip_no, version, upload, sheet_row, serial_no, product_model, repair_date, fault_code, body, filed_at
ON slips FOR EACH ROW EXECUTE FUNCTION refuse_other_words();
