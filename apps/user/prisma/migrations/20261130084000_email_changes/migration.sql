-- A new e-mail address holds once it is confirmed; until then, and for a while after, the old one can stop it (ADR 40).

ALTER TABLE account_tokens
  DROP CONSTRAINT account_tokens_purpose_check,
  ADD CONSTRAINT account_tokens_purpose_check
    CHECK (purpose IN ('verify-email', 'reset-password', 'change-email', 'stop-email-change'));

CREATE TABLE email_changes (
  id           uuid PRIMARY KEY,
  user_id      uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  old_email    text NOT NULL,
  -- Whether the old address was confirmed: only then may it take the account back.
  old_verified boolean NOT NULL,
  new_email    text NOT NULL,
  -- The session that asked; it stays signed in.
  session_id   uuid,
  state        text NOT NULL CHECK (state IN ('pending', 'confirmed', 'stopped', 'replaced')),
  created_at   timestamptz NOT NULL,
  -- A pending change is void after this.
  expires_at   timestamptz NOT NULL,
  -- When it was confirmed, stopped or replaced.
  ended_at     timestamptz,
  CONSTRAINT email_changes_ended CHECK ((state = 'pending') = (ended_at IS NULL))
);
-- At most one is pending.
CREATE UNIQUE INDEX email_changes_pending ON email_changes (user_id) WHERE state = 'pending';
-- What an account's addresses were.
CREATE INDEX email_changes_of_user ON email_changes (user_id, created_at);
-- Sweeping.
CREATE INDEX email_changes_age ON email_changes (created_at);
