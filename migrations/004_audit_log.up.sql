-- min_reader: 1
-- What happened, for good: the service may add and read. Ids are plain values, so that users and clusters can be deleted
-- and their history stays.
CREATE TABLE auth.audit_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  actor_id uuid,
  actor_email text,
  action text NOT NULL,
  resource text NOT NULL,
  target text,
  cluster_id text,
  outcome text NOT NULL CHECK (outcome IN ('ok', 'refused', 'failed')),
  ip inet,
  session_id uuid,
  request_id text,
  details jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_log_at ON auth.audit_log (at DESC);

GRANT SELECT, INSERT ON auth.audit_log TO argus_auth;
