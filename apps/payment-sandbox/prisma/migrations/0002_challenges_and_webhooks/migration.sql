-- Payers who must act, promises that run out, and news for the shop.

ALTER TABLE authorizations DROP CONSTRAINT authorizations_state_check;
ALTER TABLE authorizations ADD CONSTRAINT authorizations_state
  CHECK (state IN ('requires_action', 'authorized', 'declined', 'voided', 'expired'));
-- Null: it was over when it began.
ALTER TABLE authorizations ADD COLUMN expires_at timestamptz;
-- What the sweeper looks for.
CREATE INDEX authorizations_expiring ON authorizations (expires_at)
  WHERE state IN ('requires_action', 'authorized') AND captured_minor = 0;

-- News, written with the change they tell of; delivered until somebody takes them.
CREATE TABLE webhooks (
  position         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- The same for every delivery of one event.
  event_id         uuid NOT NULL,
  authorization_id uuid NOT NULL REFERENCES authorizations,
  type             text NOT NULL,
  -- The very text that is signed and sent.
  body             text NOT NULL,
  attempts         integer NOT NULL DEFAULT 0,
  due_at           timestamptz NOT NULL,
  delivered_at     timestamptz,
  -- HTTP status of the last answer; null: none came.
  last_status      integer,
  created_at       timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX webhooks_due ON webhooks (due_at) WHERE delivered_at IS NULL;
CREATE INDEX webhooks_of_authorization ON webhooks (authorization_id);
