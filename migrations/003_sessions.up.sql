-- min_reader: 1
-- One login is a session; its refresh tokens are a chain with one unused head. No token text and no hash of one is kept:
-- a row says what the signed token with that jti earns.
CREATE TABLE auth.sessions (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE,
  created_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  auth_time timestamptz NOT NULL,
  -- How the user proved who they are (RFC 8176).
  amr text[] NOT NULL,
  idle_expires_at timestamptz NOT NULL,
  absolute_expires_at timestamptz NOT NULL,
  ip inet,
  user_agent text,
  revoked_at timestamptz,
  revoke_reason text,
  CONSTRAINT sessions_revoked_for_a_reason CHECK ((revoked_at IS NULL) = (revoke_reason IS NULL))
);
CREATE INDEX sessions_user ON auth.sessions (user_id);

CREATE TABLE auth.refresh_tokens (
  jti uuid PRIMARY KEY,
  session_id uuid NOT NULL REFERENCES auth.sessions ON DELETE CASCADE,
  -- A token has one successor: a fork of the chain fails here, whatever the code believes.
  parent_jti uuid UNIQUE,
  issued_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  successor_jti uuid,
  CONSTRAINT refresh_tokens_used_for_a_successor CHECK ((used_at IS NULL) = (successor_jti IS NULL))
);
-- And a session has one head.
CREATE UNIQUE INDEX refresh_tokens_one_head ON auth.refresh_tokens (session_id) WHERE used_at IS NULL;
CREATE INDEX refresh_tokens_session ON auth.refresh_tokens (session_id);

-- Private keys are sealed under a key that the database never sees.
CREATE TABLE auth.signing_keys (
  kid text PRIMARY KEY,
  use text NOT NULL CHECK (use IN ('access', 'refresh')),
  state text NOT NULL CHECK (state IN ('next', 'current', 'previous', 'revoked')),
  public_jwk jsonb NOT NULL,
  private_sealed bytea NOT NULL,
  created_at timestamptz NOT NULL,
  state_since timestamptz NOT NULL
);
CREATE UNIQUE INDEX signing_keys_one_current ON auth.signing_keys (use) WHERE state = 'current';

-- Numbers come from the one row of the counter, taken by the last statement of a transaction: without holes, and in the
-- order of commits, which a sequence does not give.
CREATE TABLE auth.notices (
  seq bigint PRIMARY KEY,
  at timestamptz NOT NULL,
  what jsonb NOT NULL
);
CREATE INDEX notices_at ON auth.notices (at);

CREATE TABLE auth.notice_counter (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  seq bigint NOT NULL CHECK (seq >= 0)
);
INSERT INTO auth.notice_counter (seq) VALUES (0);

GRANT SELECT, INSERT, UPDATE, DELETE ON auth.sessions, auth.refresh_tokens, auth.signing_keys TO argus_auth;
GRANT SELECT, INSERT, DELETE ON auth.notices TO argus_auth;
GRANT SELECT, UPDATE ON auth.notice_counter TO argus_auth;
