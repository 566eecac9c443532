-- Items that will not be sent although the rest of their order is (docs/adr/0037-cancelling-items.md). An instance of the
-- release before does not read them: the product service refuses to ship what was given back.
CREATE TABLE item_cancellations (
  id               uuid PRIMARY KEY,
  order_id         uuid NOT NULL REFERENCES orders ON DELETE CASCADE,
  -- [{lineId, quantity}]
  lines            jsonb NOT NULL CONSTRAINT item_cancellations_lines CHECK (jsonb_array_length(lines) > 0),
  reason           text NOT NULL,
  -- Null: no money was left to give back.
  refund_id        uuid,
  refunds_shipping boolean NOT NULL,
  created_at       timestamptz NOT NULL
);
CREATE INDEX item_cancellations_of_order ON item_cancellations (order_id);
