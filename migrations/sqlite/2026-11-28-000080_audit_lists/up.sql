-- The audit trail by who did it, by what was done, and by days.
CREATE INDEX audit_by_person ON audit (person, seq);
CREATE INDEX audit_by_action ON audit (action, seq);
CREATE INDEX audit_by_at ON audit (at, seq);
