DROP INDEX auth.audit_log_target;
DROP INDEX auth.audit_log_actor;
DROP INDEX auth.refresh_tokens_used;
DROP INDEX auth.signing_keys_one_next;
ALTER TABLE auth.signing_keys DROP COLUMN kek_id;
