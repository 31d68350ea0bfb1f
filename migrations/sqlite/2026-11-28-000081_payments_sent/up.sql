-- The payments that wait for the bank are few among all that were made.
CREATE INDEX payments_sent ON payments (batch, dealer, period) WHERE state = 'sent';
