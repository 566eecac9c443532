-- What was left of the level when the line was taken, as the level itself said afterwards. It is the last guard of stock that
-- is sold at once, which the check of `stock` can't see: a count may be below zero, a sale may not go there
-- (docs/adr/0055-fewer-writes-per-purchase.md). Null: any quantity, or a line of the release before.
ALTER TABLE hold_lines ADD COLUMN available_after bigint;
ALTER TABLE hold_lines ADD CONSTRAINT hold_lines_not_oversold CHECK (available_after >= 0) NOT VALID;
