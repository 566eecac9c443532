-- Staff's list is paged by this time. Prisma reads times in milliseconds: with microseconds in the column, a product that
-- changed in the same millisecond as the last one of a page would be skipped.
ALTER TABLE products ALTER COLUMN updated_at TYPE timestamptz(3);
