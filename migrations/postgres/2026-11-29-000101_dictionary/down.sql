DROP INDEX upload_corrections_by_wrong;
DROP INDEX column_aliases_by_spelling;
DROP TABLE dictionary;
DROP TABLE unmatched;
