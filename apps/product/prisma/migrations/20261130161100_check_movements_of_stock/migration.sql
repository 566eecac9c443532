-- Alone, because it reads the table: sales go on meanwhile.
ALTER TABLE stock_movements VALIDATE CONSTRAINT stock_movements_variant_id_location_id_fkey;
