-- Each step of a saga updates its row. Postgres leaves the indexes alone (HOT) when no column of any of them has changed and
-- the page has room: sagas_stuck had updated_at, which always changes.
DROP INDEX sagas_stuck;
ALTER INDEX sagas_stuck_by_id RENAME TO sagas_stuck;
ALTER TABLE sagas SET (fillfactor = 50);
-- The answer is written into the row of its key, which makes it several times as long.
ALTER TABLE idempotency_keys SET (fillfactor = 50);
