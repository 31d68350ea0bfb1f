DROP TABLE call_picks;
