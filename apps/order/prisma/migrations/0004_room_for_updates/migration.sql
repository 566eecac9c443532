-- An order is written four times within a moment: room on its page lets Postgres leave the indexes alone where it can.
ALTER TABLE orders SET (fillfactor = 70);
ALTER TABLE payments SET (fillfactor = 70);
