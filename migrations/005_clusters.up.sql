-- min_reader: 1
-- Which clusters there are, how to reach them, and which plugins each one follows.
CREATE SCHEMA fleet;
GRANT USAGE ON SCHEMA fleet TO argus_watcher;

CREATE TABLE fleet.clusters (
  id text PRIMARY KEY CHECK (id ~ '^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$'),
  name text NOT NULL CHECK (name <> ''),
  server_url text NOT NULL,
  credentials_sealed bytea,
  labels jsonb NOT NULL DEFAULT '{}',
  source text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE fleet.plugins (
  id text PRIMARY KEY,
  name text NOT NULL,
  manifest jsonb NOT NULL,
  built_in boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE fleet.cluster_plugins (
  cluster_id text NOT NULL REFERENCES fleet.clusters ON DELETE CASCADE,
  plugin_id text NOT NULL REFERENCES fleet.plugins ON DELETE CASCADE,
  enabled boolean NOT NULL DEFAULT true,
  PRIMARY KEY (cluster_id, plugin_id)
);
CREATE INDEX cluster_plugins_plugin ON fleet.cluster_plugins (plugin_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON fleet.clusters, fleet.plugins, fleet.cluster_plugins TO argus_watcher;
