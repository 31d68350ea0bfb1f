DROP TABLE safety_notes;
DROP TABLE feedback_rows;
