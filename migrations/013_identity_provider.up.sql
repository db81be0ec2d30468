-- min_reader: 1
-- Logins that went to an identity provider and have not come back; any replica takes them up.
CREATE TABLE auth.provider_logins (
  -- Digest of `state`.
  digest bytea PRIMARY KEY,
  nonce text NOT NULL,
  verifier_sealed bytea NOT NULL,
  kek_id text NOT NULL,
  -- Digest of a cookie: the browser that comes back is the one that left.
  browser_digest bytea NOT NULL,
  return_to text NOT NULL,
  -- The provider was told to ask for the credentials again, whoever is logged in there.
  fresh boolean NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX provider_logins_expires ON auth.provider_logins (expires_at);

-- Who gave a role: an administrator, or the provider's groups at the last login.
ALTER TABLE auth.user_roles
  ADD COLUMN source text NOT NULL DEFAULT 'manual' CHECK (source IN ('manual', 'provider'));
-- A role may come from both; taking one away leaves the other.
DROP INDEX auth.idx_user_roles_unique;
CREATE UNIQUE INDEX idx_user_roles_unique
  ON auth.user_roles (user_id, role_id, cluster_id, namespace, source) NULLS NOT DISTINCT;

GRANT SELECT, INSERT, UPDATE, DELETE ON auth.provider_logins TO argus_auth;
