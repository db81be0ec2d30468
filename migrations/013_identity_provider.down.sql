DELETE FROM auth.user_roles AS given
USING auth.user_roles AS manual
WHERE given.source = 'provider' AND manual.source = 'manual'
  AND given.user_id = manual.user_id AND given.role_id = manual.role_id
  AND given.cluster_id IS NOT DISTINCT FROM manual.cluster_id
  AND given.namespace IS NOT DISTINCT FROM manual.namespace;
DROP INDEX auth.idx_user_roles_unique;
CREATE UNIQUE INDEX idx_user_roles_unique
  ON auth.user_roles (user_id, role_id, cluster_id, namespace) NULLS NOT DISTINCT;
ALTER TABLE auth.user_roles DROP COLUMN source;
DROP TABLE auth.provider_logins;
