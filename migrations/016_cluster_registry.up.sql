-- min_reader: 1
-- Clusters that are registered by calls: the operator's key that the credential is sealed under, what kind of credential
-- it is, and a version against lost updates.
ALTER TABLE fleet.clusters
  ADD COLUMN kek_id text NOT NULL DEFAULT '',
  ADD COLUMN credential text NOT NULL DEFAULT 'none'
    CHECK (credential IN ('none', 'token', 'client-certificate')),
  ADD COLUMN version bigint NOT NULL DEFAULT 1;

-- Changes with every change of a cluster: what a replica asks, to know whether it has missed one.
CREATE TABLE fleet.registry (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  version bigint NOT NULL,
  changed_at timestamptz NOT NULL
);
INSERT INTO fleet.registry (version, changed_at) VALUES (0, now());
GRANT SELECT, UPDATE ON fleet.registry TO argus_watcher;

-- History is of auth's schema, which the watcher sees nothing of. It may add what it did, and that only: rows about
-- clusters, at the present time.
CREATE FUNCTION fleet.write_audit(
  action text, outcome text, target text, actor_id uuid, actor_email text, session_id uuid, ip inet, request_id text,
  details jsonb
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  IF action NOT LIKE 'cluster.%' THEN
    RAISE insufficient_privilege USING MESSAGE = format('the watcher does not write %s into history', action);
  END IF;
  INSERT INTO auth.audit_log
    (at, actor_id, actor_email, action, resource, target, cluster_id, outcome, ip, session_id, request_id, details)
  VALUES
    (clock_timestamp(), actor_id, actor_email, action, 'clusters', target, target, outcome, ip, session_id, request_id, details);
END $$;
REVOKE ALL ON FUNCTION fleet.write_audit FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fleet.write_audit TO argus_watcher;
