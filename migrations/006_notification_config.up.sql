-- min_reader: 1
-- Where to tell people that something fails. Addresses and credentials are sealed like those of clusters.
CREATE TABLE fleet.notification_config (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL UNIQUE CHECK (name <> ''),
  channel text NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  config_sealed bytea,
  created_at timestamptz NOT NULL DEFAULT now()
);

GRANT SELECT, INSERT, UPDATE, DELETE ON fleet.notification_config TO argus_watcher;
