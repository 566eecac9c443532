-- Each check compares some levels and the next one goes on after them, so that what one costs does not grow with the history.
ALTER TABLE stock_check
  -- The last variant that was compared; null: the next check begins with the first.
  ADD COLUMN checked_to uuid,
  -- Of this pass so far.
  ADD COLUMN wrong_in_pass integer NOT NULL DEFAULT 0;
