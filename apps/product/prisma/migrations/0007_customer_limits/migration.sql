-- How many of a variant one customer may have (docs/adr/0006-stock-holds.md).

-- The same in every place of a variant, because holding reads this table; null: any number.
ALTER TABLE stock ADD COLUMN max_per_customer integer CHECK (max_per_customer > 0);

-- Who buys, as a hash that tells the same customer again and nothing else; null: not known.
ALTER TABLE holds ADD COLUMN customer text;
-- What a customer has already.
CREATE INDEX holds_of_customer ON holds (customer)
  WHERE customer IS NOT NULL AND state IN ('held', 'committed', 'consumed');

-- Goods of an order that came back: its customer has so many fewer.
CREATE TABLE returned_lines (
  return_id  uuid NOT NULL,
  variant_id uuid NOT NULL,
  order_id   uuid NOT NULL REFERENCES holds ON DELETE CASCADE,
  quantity   bigint NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (return_id, variant_id)
);
CREATE INDEX returned_lines_of_order ON returned_lines (order_id, variant_id);
