-- min_reader: 1
-- Keys for scripts. Each is a session of a kind of its own, so that what ends sessions ends it too; of the key only a
-- digest is kept.
ALTER TABLE auth.sessions
  ADD COLUMN kind text NOT NULL DEFAULT 'login' CHECK (kind IN ('login', 'api_key'));

CREATE TABLE auth.api_keys (
  -- A key is its session: ended there, it is over.
  id uuid PRIMARY KEY REFERENCES auth.sessions ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE,
  name text NOT NULL CHECK (name <> ''),
  -- The first characters of the key: by them its owner knows which one it is.
  prefix text NOT NULL UNIQUE,
  digest bytea NOT NULL UNIQUE,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  last_used_at timestamptz
);
CREATE INDEX api_keys_user ON auth.api_keys (user_id);

-- Which roles a key has, and where; never more than its owner has. What the owner loses, the key has lost.
CREATE TABLE auth.api_key_roles (
  api_key_id uuid NOT NULL REFERENCES auth.api_keys ON DELETE CASCADE,
  role_id uuid NOT NULL REFERENCES auth.roles ON DELETE CASCADE,
  cluster_id text,
  namespace text,
  CONSTRAINT api_key_roles_namespace_needs_cluster CHECK (namespace IS NULL OR cluster_id IS NOT NULL)
);
CREATE UNIQUE INDEX api_key_roles_unique
  ON auth.api_key_roles (api_key_id, role_id, cluster_id, namespace) NULLS NOT DISTINCT;
CREATE INDEX api_key_roles_role ON auth.api_key_roles (role_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON auth.api_keys, auth.api_key_roles TO argus_auth;
