-- The triggers find their table whatever search_path the session has that writes: an operator's psql, or a tool.
ALTER FUNCTION note_catalogue_changes() SET search_path FROM CURRENT;
ALTER FUNCTION note_availability() SET search_path FROM CURRENT;
ALTER FUNCTION note_categories() SET search_path FROM CURRENT;
