-- Does everything fit together? (docs/adr/0015-reconciliation.md)

-- One row: whose turn it is to compare.
CREATE TABLE reconciliation_turn (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  holder   uuid,
  until    timestamptz NOT NULL DEFAULT '-infinity'
);
INSERT INTO reconciliation_turn DEFAULT VALUES;

CREATE TABLE reconciliation_runs (
  id          uuid PRIMARY KEY,
  state       text NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
  asked_at    timestamptz NOT NULL DEFAULT now(),
  -- Begun, or begun again after its holder died.
  started_at  timestamptz,
  finished_at timestamptz,
  orders      integer NOT NULL DEFAULT 0,
  bookings    integer NOT NULL DEFAULT 0,
  holds       integer NOT NULL DEFAULT 0,
  found       integer NOT NULL DEFAULT 0,
  healed      integer NOT NULL DEFAULT 0,
  skipped     text[] NOT NULL DEFAULT '{}'
);
-- Asking twice before a run begins is one run.
CREATE UNIQUE INDEX reconciliation_runs_waiting ON reconciliation_runs (state) WHERE state = 'waiting';

CREATE TABLE reconciliation_findings (
  code          text NOT NULL,
  subject       text NOT NULL,
  -- For lists, newest first.
  seq           bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  detail        text NOT NULL,
  state         text NOT NULL CHECK (state IN ('open', 'healed', 'gone')),
  action        text NOT NULL DEFAULT '',
  attempts      integer NOT NULL DEFAULT 0,
  -- Runs look back this far while it is open.
  happened_at   timestamptz NOT NULL,
  first_seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  last_seen_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- The same thing found again is the same finding.
  PRIMARY KEY (code, subject)
);
-- Counts and lists what is open.
CREATE INDEX reconciliation_findings_open ON reconciliation_findings (code) WHERE state = 'open';
