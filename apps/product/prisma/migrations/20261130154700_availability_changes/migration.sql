CREATE TRIGGER stock_added AFTER INSERT ON stock
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_catalogue_changes('false');

CREATE FUNCTION note_availability() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO catalogue_changes (product_id, is_entry) VALUES (NEW.product_id, false);
  RETURN NULL;
END
$$;
-- Most sales leave something: the function is called for the few rows that sell out, or come back.
CREATE TRIGGER stock_availability AFTER UPDATE ON stock FOR EACH ROW
  WHEN ((OLD.on_sale AND (OLD.available IS NULL OR OLD.available > 0))
    IS DISTINCT FROM (NEW.on_sale AND (NEW.available IS NULL OR NEW.available > 0)))
  EXECUTE FUNCTION note_availability();
