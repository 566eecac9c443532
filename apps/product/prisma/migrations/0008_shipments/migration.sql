-- Goods that left the house, and how few of something are few (docs/adr/0006-stock-holds.md).

-- When the first of its goods left; null: all are still here. What left is not given back by a release.
ALTER TABLE holds ADD COLUMN left_at timestamptz;

-- Goods of an order by the parcel they left in. They left the level when they were sold.
CREATE TABLE consumed_lines (
  shipment_id uuid NOT NULL,
  variant_id  uuid NOT NULL,
  order_id    uuid NOT NULL REFERENCES holds ON DELETE CASCADE,
  quantity    bigint NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (shipment_id, variant_id)
);
CREATE INDEX consumed_lines_of_order ON consumed_lines (order_id, variant_id);

ALTER TABLE stock
  -- So many or fewer are few; null: any number is enough.
  ADD COLUMN low_threshold bigint CHECK (low_threshold >= 0),
  -- It was told that few are left, and there have not been more since.
  ADD COLUMN is_low boolean NOT NULL DEFAULT false;
