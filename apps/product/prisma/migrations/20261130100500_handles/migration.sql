-- What the source of an import calls a product. Null: it was not imported by handle, or an instance of the release before
-- did it; such a product is recognised by its slug and SKUs, as so far.
ALTER TABLE products ADD COLUMN handle text;
