-- Parcels, returns and refunds. Who changes one holds the lock on its order and counts its version on.

CREATE TABLE fulfilments (
  id         uuid PRIMARY KEY,
  order_id   uuid NOT NULL REFERENCES orders ON DELETE CASCADE,
  state      text NOT NULL CHECK (state IN ('created', 'packed', 'shipped', 'delivered', 'cancelled')),
  -- [{lineId, quantity}]
  lines      jsonb NOT NULL,
  tracking   text NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX fulfilments_of_order ON fulfilments (order_id);

CREATE TABLE returns (
  id         uuid PRIMARY KEY,
  order_id   uuid NOT NULL REFERENCES orders ON DELETE CASCADE,
  state      text NOT NULL CHECK (state IN ('requested', 'approved', 'received', 'closed', 'rejected')),
  -- [{lineId, quantity}]
  lines      jsonb NOT NULL,
  reason     text NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX returns_of_order ON returns (order_id);
-- What staff must decide or wait for.
CREATE INDEX returns_open ON returns (created_at) WHERE state IN ('requested', 'approved');

CREATE TABLE refunds (
  id           uuid PRIMARY KEY,
  order_id     uuid NOT NULL REFERENCES orders ON DELETE CASCADE,
  state        text NOT NULL CHECK (state IN ('requested', 'executing', 'done', 'rejected', 'failed')),
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  currency     text NOT NULL,
  reason       text NOT NULL,
  -- The provider's code; empty: it did not fail.
  failure      text NOT NULL,
  created_at   timestamptz NOT NULL,
  updated_at   timestamptz NOT NULL
);
CREATE INDEX refunds_of_order ON refunds (order_id);
CREATE INDEX refunds_open ON refunds (created_at) WHERE state IN ('requested', 'executing');
