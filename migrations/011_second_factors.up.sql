-- min_reader: 1
-- What a user proves who they are with beside a password. Seeds are sealed, codes are digests; a passkey's public key is
-- no secret.
CREATE TABLE auth.totp_credentials (
  user_id uuid PRIMARY KEY REFERENCES auth.users ON DELETE CASCADE,
  secret_sealed bytea NOT NULL,
  kek_id text NOT NULL,
  created_at timestamptz NOT NULL,
  -- Until a first code proved that the app has the seed, it is asked of nobody.
  confirmed_at timestamptz,
  -- The newest time step that was taken; an older or equal one is a replay (RFC 6238 §5.2).
  last_step bigint
);

CREATE TABLE auth.recovery_codes (
  digest bytea PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE,
  created_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX recovery_codes_user ON auth.recovery_codes (user_id);

CREATE TABLE auth.passkeys (
  -- The credential id, base64url.
  id text PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE,
  name text NOT NULL CHECK (name <> ''),
  public_key bytea NOT NULL,
  counter bigint NOT NULL,
  transports text[] NOT NULL,
  created_at timestamptz NOT NULL,
  last_used_at timestamptz
);
CREATE INDEX passkeys_user ON auth.passkeys (user_id);

-- What was begun and waits for its second half: a login after its password, an enrolment or a proof by passkey.
CREATE TABLE auth.challenges (
  -- Digest of the random text that the client holds; where a passkey answers, its authenticator signs that text.
  digest bytea PRIMARY KEY,
  purpose text NOT NULL CHECK (purpose IN ('second_factor', 'passkey_login', 'passkey_enrolment', 'step_up')),
  -- Nobody's yet where a passkey names its user itself.
  user_id uuid REFERENCES auth.users ON DELETE CASCADE,
  -- Of the password hash that the first half was proved with: a password that was replaced since has proved nothing.
  password_digest bytea,
  failures integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX challenges_expires ON auth.challenges (expires_at);
CREATE INDEX challenges_user ON auth.challenges (user_id);

GRANT SELECT, INSERT, UPDATE, DELETE
  ON auth.totp_credentials, auth.recovery_codes, auth.passkeys, auth.challenges TO argus_auth;
