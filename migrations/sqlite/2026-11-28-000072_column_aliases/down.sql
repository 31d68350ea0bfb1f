DROP TABLE column_aliases;
