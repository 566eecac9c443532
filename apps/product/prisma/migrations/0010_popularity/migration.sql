-- What sells: in how many orders of the last 30 days a product is (docs/adr/0022-popular.md).

-- Orders that were sold (1) or given back whole (-1). The sale itself writes them; a worker counts and removes them.
CREATE TABLE sale_changes (
  product_id uuid NOT NULL,
  sold_on    date NOT NULL,
  orders     integer NOT NULL
);

-- A product's orders by day.
CREATE TABLE product_sales (
  product_id uuid NOT NULL REFERENCES products ON DELETE CASCADE,
  sold_on    date NOT NULL,
  orders     integer NOT NULL,
  PRIMARY KEY (product_id, sold_on)
);

-- The sum of the days that count: what lists are sorted by. No row: none.
CREATE TABLE product_popularity (
  product_id uuid PRIMARY KEY REFERENCES products ON DELETE CASCADE,
  orders     integer NOT NULL
) WITH (fillfactor = 70);

-- A shop that has sold before begins with what it sold.
INSERT INTO product_sales (product_id, sold_on, orders)
SELECT v.product_id, (m.created_at AT TIME ZONE 'UTC')::date, count(DISTINCT m.reference)
FROM stock_movements m JOIN variants v ON v.id = m.variant_id
WHERE m.reason = 'sale' AND m.created_at > now() - interval '30 days' AND NOT EXISTS (
  SELECT FROM holds h WHERE h.order_id::text = m.reference AND h.state = 'released')
GROUP BY 1, 2;
