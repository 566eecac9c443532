-- Products, what can be chosen, what it costs, where it is found.

-- Ids that sort by time, for rows that a statement makes by itself (Postgres has its own from 18 on).
CREATE FUNCTION time_ordered_id() RETURNS uuid LANGUAGE sql VOLATILE AS $$
  SELECT encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid())
        PLACING substring(int8send(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
        FROM 1 FOR 6),
      52, 1), 53, 1), 'hex')::uuid
$$;

CREATE TABLE categories (
  id        uuid PRIMARY KEY,
  slug      text NOT NULL CONSTRAINT categories_slug UNIQUE,
  name      text NOT NULL,
  parent_id uuid REFERENCES categories ON DELETE RESTRICT,
  position  integer NOT NULL DEFAULT 0,
  -- Slugs from the root to this one: breadcrumbs and "this or below" without recursion.
  path      text[] NOT NULL CHECK (cardinality(path) > 0 AND path[cardinality(path)] = slug)
);

CREATE TABLE products (
  id          uuid PRIMARY KEY,
  slug        text NOT NULL CONSTRAINT products_slug UNIQUE,
  title       text NOT NULL,
  description text NOT NULL DEFAULT '',
  vendor      text NOT NULL DEFAULT '',
  type        text NOT NULL DEFAULT '',
  tags        text[] NOT NULL DEFAULT '{}',
  status      text NOT NULL CHECK (status IN ('draft', 'active', 'archived')),
  category_id uuid REFERENCES categories ON DELETE RESTRICT,
  -- One currency for all variants, so that a price range means something.
  currency    text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  version     integer NOT NULL DEFAULT 1,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now()
);
-- Staff's list: newest change first.
CREATE INDEX products_by_change ON products (updated_at DESC, id DESC);

CREATE TABLE product_options (
  product_id uuid NOT NULL REFERENCES products ON DELETE CASCADE,
  position   integer NOT NULL,
  name       text NOT NULL,
  choices    text[] NOT NULL CHECK (cardinality(choices) > 0),
  PRIMARY KEY (product_id, position)
);

CREATE TABLE product_images (
  product_id uuid NOT NULL REFERENCES products ON DELETE CASCADE,
  position   integer NOT NULL,
  url        text NOT NULL,
  alt        text NOT NULL DEFAULT '',
  width      integer NOT NULL DEFAULT 0,
  height     integer NOT NULL DEFAULT 0,
  PRIMARY KEY (product_id, position)
);

CREATE TABLE variants (
  id               uuid PRIMARY KEY,
  product_id       uuid NOT NULL REFERENCES products ON DELETE RESTRICT,
  sku              text NOT NULL CONSTRAINT variants_sku UNIQUE,
  position         integer NOT NULL,
  -- [{"name": "Size", "value": "M"}], in the order of the product's options.
  options          jsonb NOT NULL DEFAULT '[]',
  -- The chosen values as one text; null once retired, so that the combination is free again.
  option_key       text,
  price_minor      bigint NOT NULL CHECK (price_minor >= 0),
  compare_at_minor bigint CHECK (compare_at_minor >= 0),
  weight_grams     integer NOT NULL DEFAULT 0 CHECK (weight_grams >= 0),
  barcode          text NOT NULL DEFAULT '',
  image_url        text NOT NULL DEFAULT '',
  -- The last number an import gave (null: not tracked): only another number overwrites what sales left.
  imported_stock   bigint,
  version          integer NOT NULL DEFAULT 1,
  -- No longer one of the product's variants; orders and movements still name it.
  retired_at       timestamptz,
  CONSTRAINT variants_combination UNIQUE (product_id, option_key) DEFERRABLE INITIALLY DEFERRED,
  CHECK ((option_key IS NULL) = (retired_at IS NOT NULL))
);

CREATE TABLE price_tiers (
  variant_id   uuid NOT NULL REFERENCES variants ON DELETE CASCADE,
  min_quantity integer NOT NULL CHECK (min_quantity >= 2),
  amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
  PRIMARY KEY (variant_id, min_quantity)
);

CREATE TABLE pictures (
  key          text PRIMARY KEY,
  content_type text NOT NULL,
  body         bytea NOT NULL
);

-- Inputs that were taken whole, by fingerprint: the same one again is nothing to do.
CREATE TABLE applied_inputs (
  name        text PRIMARY KEY,
  fingerprint text NOT NULL,
  applied_at  timestamptz NOT NULL DEFAULT now()
);
