-- min_reader: 1
-- How often guesses failed, for an account, an address and all of them together; shared by the replicas, kept over restarts.
CREATE TABLE auth.throttles (
  -- What is counted: account:…, address:…, proof:… or total. No e-mail address stands here: unknown accounts are counted by a digest.
  subject text PRIMARY KEY,
  failures integer NOT NULL CHECK (failures >= 0),
  -- Guesses that are being judged now and not counted yet.
  judging integer NOT NULL DEFAULT 0 CHECK (judging >= 0),
  window_since timestamptz NOT NULL,
  blocked_until timestamptz,
  updated_at timestamptz NOT NULL
);
CREATE INDEX throttles_updated ON auth.throttles (updated_at);

-- Browsers from which a user has logged in before; of the cookie that shows it only a digest is kept.
CREATE TABLE auth.known_devices (
  digest bytea PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE,
  created_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL
);
CREATE INDEX known_devices_user ON auth.known_devices (user_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON auth.throttles, auth.known_devices TO argus_auth;
