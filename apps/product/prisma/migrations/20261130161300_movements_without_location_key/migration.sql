-- As in the file before.
ALTER TABLE stock_movements DROP CONSTRAINT stock_movements_location_id_fkey;
