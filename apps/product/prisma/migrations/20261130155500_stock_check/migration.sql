-- When levels were last compared with their movements, and with what result: one row, so that one instance compares and
-- all of them report the same.
CREATE TABLE stock_check (
  is_only boolean PRIMARY KEY CHECK (is_only),
  checked_at timestamptz NOT NULL,
  wrong_levels integer NOT NULL
);
INSERT INTO stock_check VALUES (true, '-infinity', 0);
