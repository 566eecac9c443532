-- A product can be unlisted: on sale for those who know its address (docs/adr/0029-partial-imports.md).
ALTER TABLE products DROP CONSTRAINT products_status_check,
  ADD CONSTRAINT products_status_check CHECK (status IN ('draft', 'active', 'archived', 'unlisted')) NOT VALID;
ALTER TABLE products VALIDATE CONSTRAINT products_status_check;

-- An import can say that a variant is counted without saying how many there are. Null: counted if `imported_stock` is set.
ALTER TABLE variants ADD COLUMN imported_tracked boolean;

-- Stock can be counted below zero: oversold elsewhere. Nothing of it can be held, then.
ALTER TABLE stock DROP CONSTRAINT stock_not_oversold,
  ADD CONSTRAINT stock_not_oversold CHECK (
    NOT tracked OR backorder_limit IS NULL OR held = 0 OR held <= on_hand + backorder_limit
  ) NOT VALID;
ALTER TABLE stock VALIDATE CONSTRAINT stock_not_oversold;
