-- What changed in the catalogue as lists show it (docs/adr/0058-lists-from-memory.md). Every instance reads it before it
-- answers, from where it read last. Triggers write it, so no way of changing a product can forget it, not even an instance
-- of the release before that runs beside this one.
CREATE TABLE catalogue_changes (
  xid        xid8 NOT NULL DEFAULT pg_current_xact_id(),
  -- Null: a category changed.
  product_id uuid,
  -- False: only what changes often, availability and popularity.
  is_entry   boolean NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX catalogue_changes_by_xid ON catalogue_changes (xid);

CREATE FUNCTION note_catalogue_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO catalogue_changes (product_id, is_entry)
  SELECT DISTINCT product_id, TG_ARGV[0]::boolean FROM changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER product_search_added AFTER INSERT ON product_search
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_catalogue_changes('true');
CREATE TRIGGER product_search_changed AFTER UPDATE ON product_search
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_catalogue_changes('true');
CREATE TRIGGER product_search_removed AFTER DELETE ON product_search
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_catalogue_changes('true');

CREATE TRIGGER product_popularity_added AFTER INSERT ON product_popularity
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_catalogue_changes('false');
CREATE TRIGGER product_popularity_changed AFTER UPDATE ON product_popularity
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_catalogue_changes('false');
CREATE TRIGGER product_popularity_removed AFTER DELETE ON product_popularity
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_catalogue_changes('false');

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

CREATE FUNCTION note_categories() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO catalogue_changes (is_entry) VALUES (false);
  RETURN NULL;
END
$$;
CREATE TRIGGER categories_changed AFTER INSERT OR UPDATE OR DELETE ON categories
  FOR EACH STATEMENT EXECUTE FUNCTION note_categories();
