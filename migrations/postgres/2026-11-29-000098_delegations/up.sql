-- Whoever decides names a deputy for some days; a session says as what its person acts or looks; and what a deputy does says
-- for whom.

CREATE TABLE delegations (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    -- Whose reach it is: a login.
    principal TEXT COLLATE "C" NOT NULL,
    -- What the principal was when naming the deputy; it gives nothing once they are something else.
    role TEXT COLLATE "C" NOT NULL,
    -- Who may act for them: a login.
    deputy TEXT COLLATE "C" NOT NULL,
    -- Both days included, business time.
    first_day DATE NOT NULL,
    last_day DATE NOT NULL,
    made_at TIMESTAMP NOT NULL,
    -- Where it was ended early.
    ended_at TIMESTAMP,
    -- By whom; empty where it was not.
    ended_by TEXT COLLATE "C" NOT NULL
);
CREATE INDEX delegations_by_principal ON delegations (principal, last_day);
CREATE INDEX delegations_by_deputy ON delegations (deputy, last_day);
CREATE TRIGGER delegations_no_delete BEFORE DELETE ON delegations FOR EACH ROW EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER delegations_no_truncate BEFORE TRUNCATE ON delegations FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();

-- The delegation that the person acts under, and the dealer whose pages they look at; at most one of the two.
ALTER TABLE sessions ADD COLUMN delegation TEXT COLLATE "C";
ALTER TABLE sessions ADD COLUMN looks_at TEXT COLLATE "C";

-- For whom a deputy did it: a login; empty where somebody did it for themselves.
ALTER TABLE statement_steps ADD COLUMN on_behalf_of TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE reviews ADD COLUMN on_behalf_of TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE disputes ADD COLUMN settled_on_behalf_of TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE findings ADD COLUMN decided_on_behalf_of TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE adjustments ADD COLUMN on_behalf_of TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE payment_batches ADD COLUMN on_behalf_of TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE bank_accounts ADD COLUMN proposed_on_behalf_of TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE bank_accounts ADD COLUMN decided_on_behalf_of TEXT COLLATE "C" NOT NULL DEFAULT '';
