-- Progress of sagas (libs/platform/saga). A service copies this file into its migrations.

CREATE TABLE sagas (
  id          uuid PRIMARY KEY,
  name        text NOT NULL,
  status      text NOT NULL DEFAULT 'running'
              CHECK (status IN ('running', 'undoing', 'done', 'undone', 'stuck')),
  -- Steps before this one are done for good; later ones may have been tried, nobody wrote it down.
  step        smallint NOT NULL DEFAULT 0,
  state       jsonb NOT NULL,
  -- Why it is being undone; null: it goes forward.
  refusal     jsonb,
  -- Runs and failures since the last progress.
  attempts    integer NOT NULL DEFAULT 0,
  -- Only who knows this value may write; each claim makes a new one.
  lease       uuid,
  -- Nobody else takes it before: the end of the lease, or of the pause before the next attempt.
  next_run_at timestamptz NOT NULL,
  -- Before the pivot: given up and undone after this.
  deadline_at timestamptz NOT NULL,
  -- The last fault, for people.
  error       text,
  log         jsonb NOT NULL DEFAULT '[]',
  trace_id    text,
  -- Of the span that began it; null: the trace is not recorded.
  span_id     text,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);

-- Takes what is due.
CREATE INDEX sagas_due ON sagas (next_run_at) WHERE status IN ('running', 'undoing');
-- Counts and lists what waits for a person. Not by updated_at: progress is an update in place only while no column of an
-- index changes.
CREATE INDEX sagas_stuck ON sagas (id) WHERE status = 'stuck';
-- Finds what ended long ago: it began in nearly the same order, and created_at never changes.
CREATE INDEX sagas_ended ON sagas (created_at) WHERE status IN ('done', 'undone');
-- Lists what was undone: few among many.
CREATE INDEX sagas_undone ON sagas (id) WHERE status = 'undone';

-- Ends the whole statement, whatever else it writes, when its saga belongs to somebody else by now.
CREATE FUNCTION saga_lease_lost() RETURNS smallint LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  RAISE EXCEPTION 'this saga has moved on without us' USING ERRCODE = 'SG001';
END
$$;
