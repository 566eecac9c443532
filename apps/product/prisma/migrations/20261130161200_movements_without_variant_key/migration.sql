-- stock_movements_variant_id_location_id_fkey says the same. Dropping a foreign key locks both tables against all reading:
-- one key in a file, and nothing that takes time.
ALTER TABLE stock_movements DROP CONSTRAINT stock_movements_variant_id_fkey;
-- stock_movements_page (variant_id, id) finds and sorts the movements of a variant, too: ids grow with time.
DROP INDEX stock_movements_by_variant;
