-- min_reader: 1
-- Log-ins of terminals that a person lets in from a browser. Codes are digests; the user code, which is short, is an alias
-- under a key that the database never sees.
CREATE TABLE auth.login_codes (
  digest bytea PRIMARY KEY,
  -- The Session that let it in: what that Session cannot do any more, its code cannot either.
  session_id uuid NOT NULL REFERENCES auth.sessions ON DELETE CASCADE,
  -- How and when the user of that Session had proved who they are.
  amr text[] NOT NULL,
  auth_time timestamptz NOT NULL,
  challenge text NOT NULL,
  redirect_uri text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  -- The Session that it opened, which ends when the code is shown again.
  opened_session_id uuid
);
CREATE INDEX login_codes_expires ON auth.login_codes (expires_at);

CREATE TABLE auth.device_logins (
  digest bytea PRIMARY KEY,
  user_code_alias text NOT NULL UNIQUE,
  terminal text,
  user_agent text,
  ip inet,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  interval_seconds integer NOT NULL,
  polled_at timestamptz,
  state text NOT NULL CHECK (state IN ('waiting', 'approved', 'denied', 'used')),
  -- Once it is approved, as above.
  session_id uuid REFERENCES auth.sessions ON DELETE CASCADE,
  amr text[],
  auth_time timestamptz,
  opened_session_id uuid,
  CONSTRAINT device_logins_approved_by_somebody CHECK (
    (state IN ('approved', 'used')) = (session_id IS NOT NULL AND amr IS NOT NULL AND auth_time IS NOT NULL))
);
CREATE INDEX device_logins_expires ON auth.device_logins (expires_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON auth.login_codes, auth.device_logins TO argus_auth;
