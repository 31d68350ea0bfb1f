DROP INDEX payments_sent;
