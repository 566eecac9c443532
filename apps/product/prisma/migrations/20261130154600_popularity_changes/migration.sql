CREATE TRIGGER product_popularity_added AFTER INSERT ON product_popularity
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_catalogue_changes('false');
CREATE TRIGGER product_popularity_changed AFTER UPDATE ON product_popularity
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_catalogue_changes('false');
CREATE TRIGGER product_popularity_removed AFTER DELETE ON product_popularity
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_catalogue_changes('false');
