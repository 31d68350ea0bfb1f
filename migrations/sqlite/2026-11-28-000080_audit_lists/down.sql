DROP INDEX audit_by_at;
DROP INDEX audit_by_action;
DROP INDEX audit_by_person;
