-- A movement changes a stock row, which its statement has locked: one check of that row, which writes nothing, instead of
-- two that lock the variant and the location for each movement. A stock row has both, and is never deleted.
ALTER TABLE stock_movements
  ADD CONSTRAINT stock_movements_variant_id_location_id_fkey FOREIGN KEY (variant_id, location_id) REFERENCES stock ON DELETE RESTRICT NOT VALID;
