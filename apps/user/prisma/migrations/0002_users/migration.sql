-- People, sessions, addresses, keys.

CREATE TABLE users (
  id             uuid PRIMARY KEY,
  email          text NOT NULL,
  -- Lower case, trimmed: what makes an address the same.
  email_key      text NOT NULL UNIQUE,
  name           text NOT NULL,
  password_hash  text NOT NULL,
  roles          text[] NOT NULL DEFAULT '{customer}' CHECK (cardinality(roles) > 0 AND roles <@ '{customer,staff,admin}'),
  email_verified boolean NOT NULL DEFAULT false,
  version        integer NOT NULL DEFAULT 1,
  created_at     timestamptz NOT NULL,
  updated_at     timestamptz NOT NULL
);
-- Lists of people, newest first.
CREATE INDEX users_newest ON users (id DESC);

-- A device that is signed in: the family of its refresh tokens. Only the newest generation is good.
CREATE TABLE sessions (
  id           uuid PRIMARY KEY,
  user_id      uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  generation   integer NOT NULL DEFAULT 0,
  user_agent   text NOT NULL,
  created_at   timestamptz NOT NULL,
  last_used_at timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL,
  revoked_at   timestamptz
);
-- A person's devices; ending all of them.
CREATE INDEX sessions_of_user ON sessions (user_id) WHERE revoked_at IS NULL;
-- Sweeping.
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- Wrong passwords by address, known here or not, so that the answer tells nothing about who has an account.
CREATE TABLE sign_in_failures (
  email_hash   bytea PRIMARY KEY,
  failures     integer NOT NULL,
  last_at      timestamptz NOT NULL,
  locked_until timestamptz
);

CREATE TABLE addresses (
  id          uuid PRIMARY KEY,
  user_id     uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  name        text NOT NULL,
  line1       text NOT NULL,
  line2       text NOT NULL,
  city        text NOT NULL,
  region      text NOT NULL,
  postal_code text NOT NULL,
  country     char(2) NOT NULL,
  is_default  boolean NOT NULL DEFAULT false
);
-- A person's book.
CREATE INDEX addresses_of_user ON addresses (user_id);
CREATE UNIQUE INDEX addresses_one_default ON addresses (user_id) WHERE is_default;

-- Keys that access tokens are signed with; the private half is encrypted with TOKEN_KEY_SECRET.
CREATE TABLE signing_keys (
  kid         text PRIMARY KEY,
  public_jwk  jsonb NOT NULL,
  private_key bytea NOT NULL,
  created_at  timestamptz NOT NULL
);
