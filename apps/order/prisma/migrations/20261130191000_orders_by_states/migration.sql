-- Staff's lists by state, by payment state and by both, each a page of the newest (order-search.sql.ts).
CREATE INDEX orders_by_states ON orders (state, payment_state, id);
