-- What customers bought of variants with a limit per customer, by orders whose holds have been deleted.
CREATE TABLE customer_purchases (
  customer   text NOT NULL,
  variant_id uuid NOT NULL,
  quantity   bigint NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (customer, variant_id)
);
