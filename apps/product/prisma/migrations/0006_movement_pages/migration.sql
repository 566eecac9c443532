-- A page of a variant's movements, newest first.
CREATE INDEX stock_movements_page ON stock_movements (variant_id, id);
