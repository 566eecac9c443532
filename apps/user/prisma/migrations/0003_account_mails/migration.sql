-- Links in mails, the mails themselves, and the language that people are written to in.

ALTER TABLE users
  ADD COLUMN locale text NOT NULL DEFAULT 'en',
  -- Grows with every new password; a sign-in with an older one comes to nothing.
  ADD COLUMN password_version integer NOT NULL DEFAULT 1;

-- Tokens in mails, each good once. The token itself is not here: it is made from the id with a secret.
CREATE TABLE account_tokens (
  id         uuid PRIMARY KEY,
  purpose    text NOT NULL CHECK (purpose IN ('verify-email', 'reset-password')),
  -- Null: nobody has this address. It was written all the same, so that the time of an answer tells nothing.
  user_id    uuid REFERENCES users ON DELETE CASCADE,
  -- The address it was sent to.
  email_hash bytea NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at    timestamptz
);
-- How many were asked for of late.
CREATE INDEX account_tokens_of_address ON account_tokens (email_hash, purpose, created_at);
-- Ending all of a person.
CREATE INDEX account_tokens_of_user ON account_tokens (user_id) WHERE used_at IS NULL;
-- Sweeping.
CREATE INDEX account_tokens_expiry ON account_tokens (expires_at);

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
  created_at timestamptz NOT NULL DEFAULT now(),
  sent_at    timestamptz,
  CONSTRAINT mails_void_is_for_nobody CHECK (recipient IS NOT NULL OR state = 'void')
);
-- Finds what is due; holds only what waits.
CREATE INDEX mails_due ON mails (due_at) WHERE state = 'waiting';
CREATE INDEX mails_dead ON mails (created_at) WHERE state = 'dead';
-- Forgetting.
CREATE INDEX mails_age ON mails (created_at);
