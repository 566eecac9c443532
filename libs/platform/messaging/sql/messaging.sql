-- Outbox, inbox and idempotency keys (libs/platform/messaging). A service copies this file into its migrations.

-- Events, written with the change they tell of. A relay publishes them in the order of `position`.
CREATE TABLE outbox (
  position       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id             uuid NOT NULL,
  aggregate_type text NOT NULL,
  aggregate_id   text NOT NULL,
  -- Hash of the aggregate's id: events of one aggregate have one publisher at a time.
  partition      smallint NOT NULL CHECK (partition BETWEEN 0 AND 7),
  type           text NOT NULL,
  schema_version smallint NOT NULL,
  payload        bytea NOT NULL,
  trace_id       text,
  -- Of the span that wrote it; null: the trace is not recorded.
  span_id        text,
  created_at     timestamptz NOT NULL DEFAULT now(),
  published_at   timestamptz
);

-- Finds the next batch; holds only what waits.
CREATE INDEX outbox_waiting ON outbox (position) WHERE published_at IS NULL;
-- Every row is written, marked and deleted within a day: vacuum little and often.
ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);

-- Which relay publishes a partition, and to which life of which Redis.
CREATE TABLE outbox_leases (
  partition smallint PRIMARY KEY CHECK (partition BETWEEN 0 AND 7),
  holder    uuid,
  until     timestamptz NOT NULL DEFAULT '-infinity',
  -- Written to Redis too: gone there, everything of the last day is published again.
  epoch     text,
  -- Changes when Redis was restarted: its last writes may be gone, they are published again.
  run_id    text
);
INSERT INTO outbox_leases (partition) SELECT generate_series(0, 7);

-- Relays that are alive; they share the partitions evenly.
CREATE TABLE outbox_relays (
  id    uuid PRIMARY KEY,
  until timestamptz NOT NULL
);

-- Events whose effect is in the database; written in the transaction of the effect.
CREATE TABLE inbox (
  consumer    text NOT NULL,
  event_id    uuid NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer, event_id)
);
CREATE INDEX inbox_age ON inbox (received_at);

-- What was asked under a key, and the answer; null: still being worked on.
CREATE TABLE idempotency_keys (
  scope        text NOT NULL,
  key          text NOT NULL,
  request_hash bytea NOT NULL,
  response     bytea,
  created_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (scope, key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);
