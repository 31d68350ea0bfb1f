-- What stands behind a statement's lines: the allowance, the parts, the registers' rows, as it was settled.
ALTER TABLE statements ADD COLUMN position TEXT NOT NULL DEFAULT '';
