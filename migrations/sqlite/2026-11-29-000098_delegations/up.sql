-- Whoever decides names a deputy for some days; a session says as what its person acts or looks; and what a deputy does says
-- for whom.

CREATE TABLE delegations (
    id TEXT NOT NULL PRIMARY KEY,
    -- Whose reach it is: a login.
    principal TEXT NOT NULL,
    -- What the principal was when naming the deputy; it gives nothing once they are something else.
    role TEXT NOT NULL,
    -- Who may act for them: a login.
    deputy TEXT NOT NULL,
    -- Both days included, business time.
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    made_at TEXT NOT NULL,
    -- Where it was ended early.
    ended_at TEXT,
    -- By whom; empty where it was not.
    ended_by TEXT NOT NULL
) STRICT;
CREATE INDEX delegations_by_principal ON delegations (principal, last_day);
CREATE INDEX delegations_by_deputy ON delegations (deputy, last_day);
CREATE TRIGGER delegations_no_delete BEFORE DELETE ON delegations BEGIN SELECT RAISE(ABORT, 'delegations is kept'); END;

-- The delegation that the person acts under, and the dealer whose pages they look at; at most one of the two.
ALTER TABLE sessions ADD COLUMN delegation TEXT;
ALTER TABLE sessions ADD COLUMN looks_at TEXT;

-- For whom a deputy did it: a login; empty where somebody did it for themselves.
ALTER TABLE statement_steps ADD COLUMN on_behalf_of TEXT NOT NULL DEFAULT '';
ALTER TABLE reviews ADD COLUMN on_behalf_of TEXT NOT NULL DEFAULT '';
ALTER TABLE disputes ADD COLUMN settled_on_behalf_of TEXT NOT NULL DEFAULT '';
ALTER TABLE findings ADD COLUMN decided_on_behalf_of TEXT NOT NULL DEFAULT '';
ALTER TABLE adjustments ADD COLUMN on_behalf_of TEXT NOT NULL DEFAULT '';
ALTER TABLE payment_batches ADD COLUMN on_behalf_of TEXT NOT NULL DEFAULT '';
ALTER TABLE bank_accounts ADD COLUMN proposed_on_behalf_of TEXT NOT NULL DEFAULT '';
ALTER TABLE bank_accounts ADD COLUMN decided_on_behalf_of TEXT NOT NULL DEFAULT '';
