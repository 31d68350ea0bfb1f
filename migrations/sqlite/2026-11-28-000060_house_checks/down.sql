DROP TABLE house_checks;
