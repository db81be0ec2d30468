DROP INDEX auth.idx_user_roles_unique;
DROP INDEX fleet.idx_notification_config_enabled;
DROP INDEX auth.idx_audit_log_resource;
DROP INDEX auth.idx_audit_log_action;
