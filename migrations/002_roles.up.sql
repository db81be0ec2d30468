-- min_reader: 1
-- What a role permits, and who has it where: (null, null) everywhere, (cluster, null) in a cluster, (cluster, namespace)
-- in a namespace. Clusters belong to another schema, so their ids are plain values here.
CREATE TABLE auth.roles (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL UNIQUE CHECK (name <> ''),
  description text NOT NULL DEFAULT '',
  built_in boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE auth.role_permissions (
  role_id uuid NOT NULL REFERENCES auth.roles ON DELETE CASCADE,
  -- The empty group of Kubernetes is written core; * is any, but never a sensitive kind nor argus.internal.
  api_group text NOT NULL CHECK (api_group <> ''),
  resource text NOT NULL CHECK (resource <> ''),
  verb text NOT NULL CHECK (verb IN ('get', 'list', 'watch', 'create', 'update', 'delete', '*')),
  PRIMARY KEY (role_id, api_group, resource, verb)
);

CREATE TABLE auth.user_roles (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE,
  role_id uuid NOT NULL REFERENCES auth.roles ON DELETE CASCADE,
  cluster_id text,
  namespace text,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT user_roles_namespace_needs_cluster CHECK (namespace IS NULL OR cluster_id IS NOT NULL)
);
CREATE INDEX user_roles_user ON auth.user_roles (user_id);
CREATE INDEX user_roles_role ON auth.user_roles (role_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON auth.roles, auth.role_permissions, auth.user_roles TO argus_auth;

INSERT INTO auth.roles (name, description, built_in) VALUES
  ('admin', 'Everything, sensitive kinds and administration included', true),
  ('operator', 'Reads everything that is not sensitive; administers clusters and plugins', true),
  ('developer', 'Reads everything that is not sensitive; meant for a cluster or a namespace', true),
  ('viewer', 'Reads everything that is not sensitive', true);

INSERT INTO auth.role_permissions (role_id, api_group, resource, verb)
SELECT roles.id, given.api_group, given.resource, given.verb
FROM (VALUES
  ('viewer', '*', '*', 'get'),
  ('viewer', '*', '*', 'list'),
  ('viewer', '*', '*', 'watch'),
  ('developer', '*', '*', 'get'),
  ('developer', '*', '*', 'list'),
  ('developer', '*', '*', 'watch'),
  ('operator', '*', '*', 'get'),
  ('operator', '*', '*', 'list'),
  ('operator', '*', '*', 'watch'),
  ('operator', 'argus.internal', 'clusters', '*'),
  ('operator', 'argus.internal', 'plugins', '*'),
  ('admin', '*', '*', '*'),
  ('admin', 'argus.internal', '*', '*'),
  ('admin', 'core', 'secrets', '*'),
  ('admin', 'core', 'serviceaccounts/token', '*'),
  ('admin', 'certificates.k8s.io', 'certificatesigningrequests', '*')
) AS given (role, api_group, resource, verb)
JOIN auth.roles ON roles.name = given.role;
