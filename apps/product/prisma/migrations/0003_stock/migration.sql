-- What is there, what is held for orders, and every change of it (docs/adr/0006-stock-holds.md).

CREATE TABLE locations (
  id       uuid PRIMARY KEY,
  code     text NOT NULL UNIQUE,
  name     text NOT NULL,
  -- Lower ones are emptied first.
  priority integer NOT NULL DEFAULT 0
);
INSERT INTO locations (id, code, name) VALUES ('00000000-0000-7000-8000-000000000001', 'main', 'Main warehouse');

CREATE TABLE stock (
  variant_id      uuid NOT NULL REFERENCES variants ON DELETE RESTRICT,
  location_id     uuid NOT NULL REFERENCES locations ON DELETE RESTRICT,
  product_id      uuid NOT NULL REFERENCES products ON DELETE RESTRICT,
  -- Sum of the movements. Below zero: sold beyond what is there, which a backorder limit allows.
  on_hand         bigint NOT NULL DEFAULT 0,
  -- Promised to orders that are not committed yet.
  held            bigint NOT NULL DEFAULT 0 CHECK (held >= 0),
  -- False: nobody counts it, there is always enough.
  tracked         boolean NOT NULL DEFAULT true,
  -- How many may be sold beyond what is there; null: without limit.
  backorder_limit bigint DEFAULT 0 CHECK (backorder_limit >= 0),
  -- The product is active and the variant not retired; kept here so that holding reads one table.
  on_sale         boolean NOT NULL DEFAULT false,
  -- What can be held now; null: any quantity.
  available       bigint GENERATED ALWAYS AS
                  (CASE WHEN tracked THEN on_hand + backorder_limit - held END) STORED,
  PRIMARY KEY (variant_id, location_id),
  CONSTRAINT stock_not_oversold CHECK (NOT tracked OR backorder_limit IS NULL OR held <= on_hand + backorder_limit)
) WITH (fillfactor = 70);
-- Is any variant of this product to be had?
CREATE INDEX stock_by_product ON stock (product_id);

CREATE TABLE stock_movements (
  id          uuid PRIMARY KEY,
  variant_id  uuid NOT NULL REFERENCES variants ON DELETE RESTRICT,
  location_id uuid NOT NULL REFERENCES locations ON DELETE RESTRICT,
  quantity    bigint NOT NULL CHECK (quantity <> 0),
  reason      text NOT NULL CHECK (reason IN ('set', 'adjust', 'import', 'sale', 'return')),
  -- What it belongs to, such as an order id.
  reference   text NOT NULL DEFAULT '',
  note        text NOT NULL DEFAULT '',
  created_at  timestamptz NOT NULL DEFAULT now()
);
-- The history of a variant; the check that the sum equals the level.
CREATE INDEX stock_movements_by_variant ON stock_movements (variant_id, created_at);
-- An order sells and gives back at most once, whatever runs twice.
CREATE UNIQUE INDEX stock_movements_once ON stock_movements (reference, variant_id, location_id, reason)
  WHERE reason IN ('sale', 'return');

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER stock_movements_stay BEFORE UPDATE OR DELETE ON stock_movements
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE holds (
  order_id   uuid PRIMARY KEY,
  state      text NOT NULL CHECK (state IN ('held', 'committed', 'consumed', 'released', 'expired')),
  -- Null: it never was a hold, only the mark that none may come.
  expires_at timestamptz,
  note       text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  CHECK (state = 'released' OR expires_at IS NOT NULL)
);
-- What the sweeper looks for.
CREATE INDEX holds_due ON holds (expires_at) WHERE state = 'held';

CREATE TABLE hold_lines (
  order_id    uuid NOT NULL REFERENCES holds ON DELETE CASCADE,
  variant_id  uuid NOT NULL,
  location_id uuid NOT NULL,
  quantity    bigint NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (order_id, variant_id, location_id),
  FOREIGN KEY (variant_id, location_id) REFERENCES stock ON DELETE RESTRICT
);

-- Products whose availability a hold, release or expiry changed. A worker turns many such rows of one product
-- into one ProductChanged, so that a hot product costs a few events and holding stays one statement.
CREATE TABLE availability_changes (
  product_id uuid NOT NULL
);
