-- A cart is changed several times within minutes and then kept for weeks: by default a fifth of the table would be dead.
ALTER TABLE carts SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
