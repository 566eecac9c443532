-- orders_by_states serves both, and each change of an order's state wrote all three. An instance of the release before
-- lists orders of a payment state more slowly meanwhile.
DROP INDEX orders_by_state, orders_by_payment_state;
