-- min_reader: 1
-- Clusters that nobody can reach: their agents dial in. A registration token is good once and known here by its hash; a
-- key is good until it is revoked, or another one of the same agent was used.
CREATE TABLE fleet.agent_tokens (
  hash bytea PRIMARY KEY CHECK (length(hash) = 32),
  cluster_id text NOT NULL REFERENCES fleet.clusters ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  used_by text
);
CREATE INDEX agent_tokens_cluster ON fleet.agent_tokens (cluster_id);

CREATE TABLE fleet.agent_keys (
  id text PRIMARY KEY,
  cluster_id text NOT NULL REFERENCES fleet.clusters ON DELETE CASCADE,
  public_key bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  used_at timestamptz,
  revoked_at timestamptz
);
CREATE INDEX agent_keys_cluster ON fleet.agent_keys (cluster_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON fleet.agent_tokens, fleet.agent_keys TO argus_watcher;
