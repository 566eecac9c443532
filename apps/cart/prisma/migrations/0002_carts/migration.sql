-- A cart is one document (docs/adr/0008-cart-as-document.md): every change rewrites its row under its version.
-- Half-empty pages let such a rewrite stay on its page and leave the indexes alone.
CREATE TABLE carts (
  id uuid PRIMARY KEY,
  user_id uuid,
  state text NOT NULL CHECK (state IN ('active', 'completing', 'ordered', 'merged', 'expired')),
  version integer NOT NULL CHECK (version > 0),
  lines jsonb NOT NULL CHECK (jsonb_typeof(lines) = 'array'),
  shipping_address jsonb,
  shipping_option_id text,
  frozen_for uuid,
  snapshot jsonb,
  refused_orders uuid[] NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  -- Prices are fixed exactly while an order is made from the cart, and after.
  CHECK ((state IN ('completing', 'ordered')) = (frozen_for IS NOT NULL AND snapshot IS NOT NULL))
) WITH (fillfactor = 60);

-- A user has one open cart. While it is being ordered there is no second one, or giving it back would make two.
CREATE UNIQUE INDEX carts_open_of_user ON carts (user_id) WHERE state IN ('active', 'completing');

-- For the sweep of forgotten guest carts. By creation, which never changes: an index on updated_at would have to
-- be written with every change of every cart.
CREATE INDEX carts_guests_by_age ON carts (created_at) WHERE state = 'active' AND user_id IS NULL;
