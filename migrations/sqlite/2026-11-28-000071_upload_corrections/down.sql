DROP TABLE upload_corrections;
