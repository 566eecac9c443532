-- The sandbox's own books: nobody but it writes them, so that a check can compare them with the shop's.

CREATE TABLE authorizations (
  id             uuid PRIMARY KEY,
  -- Made by the caller; the same key is the same authorisation, whatever happens in between.
  key            text NOT NULL CONSTRAINT authorizations_key UNIQUE,
  state          text NOT NULL CHECK (state IN ('authorized', 'declined', 'voided')),
  decline_code   text CHECK ((state = 'declined') = (decline_code IS NOT NULL)),
  -- Null: voided before it was ever made.
  amount_minor   bigint CHECK (amount_minor > 0),
  currency       text,
  token          text,
  -- The caller's own name for it, such as the order's number.
  reference      text,
  captured_minor bigint NOT NULL DEFAULT 0 CHECK (captured_minor >= 0 AND captured_minor <= coalesce(amount_minor, 0)),
  refunded_minor bigint NOT NULL DEFAULT 0 CHECK (refunded_minor >= 0 AND refunded_minor <= captured_minor),
  created_at     timestamptz NOT NULL DEFAULT now(),
  updated_at     timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT authorizations_void_is_free CHECK (state = 'authorized' OR captured_minor = 0)
);

-- Money that moved, append-only; its sums are the authorisations' captured_minor and refunded_minor.
CREATE TABLE entries (
  key              text PRIMARY KEY,
  authorization_id uuid NOT NULL REFERENCES authorizations,
  kind             text NOT NULL CHECK (kind IN ('capture', 'refund')),
  amount_minor     bigint NOT NULL CHECK (amount_minor > 0),
  created_at       timestamptz NOT NULL DEFAULT now()
);
-- An authorisation's story.
CREATE INDEX entries_of_authorization ON entries (authorization_id);
