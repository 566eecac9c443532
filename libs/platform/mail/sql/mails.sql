-- Mails that are owed, sent and given up (libs/platform/mail). A service copies this into one of its migrations.

-- Written with the change that they tell of; a worker sends them.
CREATE TABLE mails (
  id         uuid PRIMARY KEY,
  kind       text NOT NULL,
  -- Null: for nobody. It was written all the same, so that the time of an answer tells nothing.
  recipient  text,
  locale     text NOT NULL,
  -- What the template needs besides what the database knows; no secret.
  facts      jsonb NOT NULL,
  state      text NOT NULL CHECK (state IN ('waiting', 'sent', 'dead', 'void')),
  attempts   smallint NOT NULL DEFAULT 0,
  -- Not before; while somebody sends it, the end of the lease.
  due_at     timestamptz NOT NULL DEFAULT now(),
  -- Later it would only confuse.
  good_until timestamptz NOT NULL,
  -- Code of the last failure; never the server's text, which may name people.
  failure    text,
  trace_id   text,
  -- Of the span that wrote it; null: the trace is not recorded.
  span_id    text,
  created_at timestamptz NOT NULL DEFAULT now(),
  sent_at    timestamptz,
  CONSTRAINT mails_void_is_for_nobody CHECK (recipient IS NOT NULL OR state = 'void')
-- Changed three times within seconds, then kept for weeks: what is due would be found behind all that was.
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
-- Finds what is due; holds only what waits.
CREATE INDEX mails_due ON mails (due_at) WHERE state = 'waiting';
CREATE INDEX mails_dead ON mails (created_at) WHERE state = 'dead';
-- Forgetting.
CREATE INDEX mails_age ON mails (created_at);
