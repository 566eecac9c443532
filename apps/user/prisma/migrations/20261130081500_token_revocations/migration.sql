-- What ends access tokens before they expire. Gateways read it by a cursor (ADR 39).

CREATE TABLE token_revocations (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Which transaction wrote it: a cursor over these misses nothing that commits late.
  xid        xid8 NOT NULL DEFAULT pg_current_xact_id(),
  -- A session that has ended, or a user whose roles have changed.
  session_id uuid,
  user_id    uuid,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT token_revocations_of_one CHECK (num_nonnulls(session_id, user_id) = 1)
);
-- Reading on after a cursor.
CREATE INDEX token_revocations_cursor ON token_revocations (xid, id);
-- Sweeping, and what a gateway reads at its start.
CREATE INDEX token_revocations_age ON token_revocations (created_at);

-- Triggers, so that no way of ending a session can forget it, not even an instance of the release before.
CREATE FUNCTION session_ended() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO token_revocations (session_id) VALUES (OLD.id);
  RETURN NULL;
END $$;

CREATE TRIGGER sessions_revoked AFTER UPDATE OF revoked_at ON sessions
  FOR EACH ROW WHEN (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL) EXECUTE FUNCTION session_ended();
CREATE TRIGGER sessions_deleted AFTER DELETE ON sessions
  FOR EACH ROW WHEN (OLD.revoked_at IS NULL AND OLD.expires_at > now()) EXECUTE FUNCTION session_ended();

CREATE FUNCTION roles_changed() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO token_revocations (user_id) VALUES (NEW.id);
  RETURN NULL;
END $$;

CREATE TRIGGER users_roles_changed AFTER UPDATE OF roles ON users
  FOR EACH ROW WHEN (OLD.roles IS DISTINCT FROM NEW.roles) EXECUTE FUNCTION roles_changed();

-- Sessions that the release before ended just now: their tokens live for up to 15 minutes.
INSERT INTO token_revocations (session_id, created_at)
  SELECT id, revoked_at FROM sessions WHERE revoked_at > now() - interval '20 minutes';
