-- min_reader: 1
-- What one request did is looked for by its id, which stands in its answer and in the logs.
CREATE INDEX idx_audit_log_request ON auth.audit_log (request_id) WHERE request_id IS NOT NULL;
