-- Addresses that products and categories had before (docs/adr/0023-old-addresses.md). One that is in use is never here.

CREATE TABLE product_old_slugs (
  slug       text PRIMARY KEY,
  product_id uuid NOT NULL REFERENCES products ON DELETE CASCADE,
  left_at    timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE category_old_slugs (
  slug        text PRIMARY KEY,
  category_id uuid NOT NULL REFERENCES categories ON DELETE CASCADE,
  left_at     timestamptz NOT NULL DEFAULT now()
);
