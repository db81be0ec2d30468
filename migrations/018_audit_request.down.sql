DROP INDEX auth.idx_audit_log_request;
