-- min_reader: 1
CREATE INDEX idx_audit_log_action ON auth.audit_log (action, at DESC);
CREATE INDEX idx_audit_log_resource ON auth.audit_log (resource, at DESC);
CREATE INDEX idx_notification_config_enabled ON fleet.notification_config (channel) WHERE enabled;

-- The same role may have been given twice in one scope; the first one stays, so that the index can be made.
DELETE FROM auth.user_roles AS later
USING auth.user_roles AS earlier
WHERE later.user_id = earlier.user_id
  AND later.role_id = earlier.role_id
  AND later.cluster_id IS NOT DISTINCT FROM earlier.cluster_id
  AND later.namespace IS NOT DISTINCT FROM earlier.namespace
  AND (later.created_at, later.id) > (earlier.created_at, earlier.id);
CREATE UNIQUE INDEX idx_user_roles_unique
  ON auth.user_roles (user_id, role_id, cluster_id, namespace) NULLS NOT DISTINCT;
