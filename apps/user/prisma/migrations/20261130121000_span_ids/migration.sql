-- The span that wrote a row, with which whoever goes on with it continues the trace. Null: the trace is not recorded, or an
-- instance of the release before wrote the row.
ALTER TABLE outbox ADD COLUMN span_id text;
ALTER TABLE mails ADD COLUMN span_id text;
