-- Finds carts that ended long ago, in the order in which they began: created_at never changes.
CREATE INDEX carts_ended ON carts (created_at) WHERE state IN ('ordered', 'merged', 'expired');
