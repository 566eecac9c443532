-- Orders, their lines, money and story (ARCHITECTURE: docs/adr/0009-purchase-saga.md, 0010-idempotency.md).

CREATE SEQUENCE order_numbers START WITH 100001;

CREATE TABLE orders (
  id                   uuid PRIMARY KEY,
  number               text NOT NULL DEFAULT 'TP-' || nextval('order_numbers'),
  user_id              uuid,
  email                text NOT NULL,
  state                text NOT NULL CHECK (state IN
    ('pending', 'confirmed', 'completed', 'rejected', 'expired', 'review', 'cancelled')),
  payment_state        text NOT NULL CHECK (payment_state IN
    ('created', 'requires_action', 'authorized', 'captured', 'partially_refunded', 'refunded', 'failed', 'voided',
     'expired')),
  fulfilment_state     text NOT NULL CHECK (fulfilment_state IN ('unfulfilled', 'partial', 'fulfilled', 'cancelled')),
  provider             text NOT NULL,
  -- All of the following up to the address are null until the purchase is priced.
  currency             text CHECK (currency ~ '^[A-Z]{3}$'),
  items_minor          bigint CHECK (items_minor >= 0),
  discount_minor       bigint CHECK (discount_minor >= 0),
  shipping_minor       bigint CHECK (shipping_minor >= 0),
  tax_minor            bigint CHECK (tax_minor >= 0),
  grand_minor          bigint CHECK (grand_minor >= 0),
  tax_included         boolean,
  shipping_option_id   text,
  shipping_option_name text,
  shipping_address     jsonb,
  billing_address      jsonb,
  cart_id              uuid,
  external_reference   text,
  reason               text,
  version              integer NOT NULL,
  created_at           timestamptz NOT NULL,
  updated_at           timestamptz NOT NULL,
  CONSTRAINT orders_number UNIQUE (number),
  CONSTRAINT orders_sums CHECK (
    grand_minor = items_minor - discount_minor + shipping_minor + CASE WHEN tax_included THEN 0 ELSE tax_minor END),
  CONSTRAINT orders_bought_is_priced CHECK (
    state IN ('pending', 'rejected', 'expired', 'review', 'cancelled') OR num_nulls(currency, grand_minor, shipping_address) = 0)
);

-- A refused purchase does not occupy the caller's own name for it.
CREATE UNIQUE INDEX orders_reference ON orders (external_reference)
  WHERE external_reference IS NOT NULL AND state NOT IN ('rejected', 'expired');
-- The last guard: a cart is bought once.
CREATE UNIQUE INDEX orders_one_per_cart ON orders (cart_id)
  WHERE cart_id IS NOT NULL AND state IN ('confirmed', 'completed', 'review', 'cancelled');
-- A user's orders, newest first (ids grow with time).
CREATE INDEX orders_of_user ON orders (user_id, id) WHERE user_id IS NOT NULL;
-- Staff's lists by state.
CREATE INDEX orders_by_state ON orders (state, id);
CREATE INDEX orders_by_payment_state ON orders (payment_state, id);
-- Staff's search by e-mail; by number and reference there are unique indexes.
CREATE INDEX orders_by_email ON orders (lower(email), id);
CREATE INDEX orders_by_reference ON orders (external_reference) WHERE external_reference IS NOT NULL;

CREATE TABLE order_lines (
  order_id         uuid NOT NULL REFERENCES orders ON DELETE CASCADE,
  id               uuid NOT NULL,
  position         smallint NOT NULL,
  variant_id       uuid NOT NULL,
  product_id       uuid NOT NULL,
  sku              text NOT NULL,
  title            text NOT NULL,
  slug             text NOT NULL,
  image_url        text NOT NULL,
  options          jsonb NOT NULL,
  quantity         integer NOT NULL CHECK (quantity > 0),
  unit_price_minor bigint NOT NULL CHECK (unit_price_minor >= 0),
  total_minor      bigint NOT NULL,
  PRIMARY KEY (order_id, id),
  CONSTRAINT order_lines_total CHECK (total_minor = unit_price_minor * quantity)
);

CREATE TABLE payments (
  order_id       uuid PRIMARY KEY REFERENCES orders ON DELETE CASCADE,
  provider       text NOT NULL,
  -- The provider's own name for the authorisation; null until it gave one.
  provider_ref   text,
  amount_minor   bigint NOT NULL CHECK (amount_minor >= 0),
  currency       text NOT NULL,
  captured_minor bigint NOT NULL DEFAULT 0,
  refunded_minor bigint NOT NULL DEFAULT 0,
  state          text NOT NULL,
  updated_at     timestamptz NOT NULL,
  CONSTRAINT payments_limits CHECK (0 <= refunded_minor AND refunded_minor <= captured_minor
    AND captured_minor <= amount_minor),
  CONSTRAINT payments_reference UNIQUE (provider, provider_ref)
);

CREATE TABLE order_timeline (
  order_id uuid NOT NULL REFERENCES orders ON DELETE CASCADE,
  seq      bigint GENERATED ALWAYS AS IDENTITY,
  at       timestamptz NOT NULL,
  type     text NOT NULL,
  detail   text NOT NULL,
  actor    text NOT NULL CHECK (actor IN ('customer', 'staff', 'system')),
  trace_id text,
  PRIMARY KEY (order_id, seq)
);

-- Ends the whole statement, whatever else it writes, when somebody else has changed the order meanwhile.
CREATE FUNCTION order_version_stale() RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  RAISE EXCEPTION 'this order has moved on' USING ERRCODE = 'OR001';
END
$$;
