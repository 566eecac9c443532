-- Staff look at an order with all that was done for it. A column and not an index over the JSON: its value never
-- changes, so progress of a saga stays an update in place.
ALTER TABLE sagas ADD COLUMN order_id text GENERATED ALWAYS AS (state ->> 'orderId') STORED;
CREATE INDEX sagas_of_order ON sagas (order_id);
