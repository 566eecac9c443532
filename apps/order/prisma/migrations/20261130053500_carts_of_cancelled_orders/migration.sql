-- An order can be cancelled in review, before it was bought: its purchase could not be undone. Once it is undone the cart is
-- open again, and this index refused every later purchase of it. A cart that was bought stays `ordered`, whatever becomes of
-- its order, so a cancelled one need not be guarded here.
DROP INDEX orders_one_per_cart;
CREATE UNIQUE INDEX orders_one_per_cart ON orders (cart_id)
  WHERE cart_id IS NOT NULL AND state IN ('confirmed', 'completed', 'review');
