-- `version` tells shoppers whether what they chose is still what they saw; `revision` tells writers whether the row
-- is still what they read. Freezing a cart and freeing it again changes the row, but nothing that was chosen.
ALTER TABLE carts ADD COLUMN revision integer NOT NULL DEFAULT 1 CHECK (revision > 0);
