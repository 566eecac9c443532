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

-- Creating a trigger makes writes of its table wait: one table in a file, so that none waits for another table.
CREATE TRIGGER product_search_added AFTER INSERT ON product_search
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_catalogue_changes('true');
CREATE TRIGGER product_search_changed AFTER UPDATE ON product_search
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_catalogue_changes('true');
CREATE TRIGGER product_search_removed AFTER DELETE ON product_search
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_catalogue_changes('true');
