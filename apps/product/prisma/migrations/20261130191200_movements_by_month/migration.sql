-- Sums of the movements that have been deleted: a level is the sum of its movements and of these.
CREATE TABLE stock_movement_months (
  variant_id  uuid NOT NULL,
  location_id uuid NOT NULL,
  month       date NOT NULL CHECK (extract(day FROM month) = 1),
  reason      text NOT NULL,
  quantity    bigint NOT NULL,
  -- How many were summed up.
  movements   integer NOT NULL CHECK (movements > 0),
  PRIMARY KEY (variant_id, location_id, month, reason)
);

-- Whoever deletes movements, and however many: they are summed up by the same statement, or stay.
CREATE FUNCTION sum_up_movements() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF EXISTS (SELECT FROM gone WHERE created_at > now() - interval '30 days') THEN
    RAISE EXCEPTION 'stock_movements is append-only: a movement may be summed up after 30 days'
      USING ERRCODE = 'restrict_violation';
  END IF;
  INSERT INTO stock_movement_months AS known (variant_id, location_id, month, reason, quantity, movements)
  SELECT variant_id, location_id, date_trunc('month', created_at AT TIME ZONE 'UTC'), reason, sum(quantity), count(*)
  FROM gone GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
  ON CONFLICT (variant_id, location_id, month, reason) DO UPDATE
    SET quantity = known.quantity + excluded.quantity, movements = known.movements + excluded.movements;
  RETURN NULL;
END
$$;

DROP TRIGGER stock_movements_stay ON stock_movements;
CREATE TRIGGER stock_movements_stay BEFORE UPDATE ON stock_movements
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER stock_movements_summed AFTER DELETE ON stock_movements
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION sum_up_movements();
