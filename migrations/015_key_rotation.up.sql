-- min_reader: 1
-- Private keys are sealed in an envelope: a key of their own, wrapped by the operator's, which this names.
ALTER TABLE auth.signing_keys ADD COLUMN kek_id text NOT NULL DEFAULT '';
CREATE UNIQUE INDEX signing_keys_one_next ON auth.signing_keys (use) WHERE state = 'next';

-- Used refresh tokens go when their time is over.
CREATE INDEX refresh_tokens_used ON auth.refresh_tokens (expires_at) WHERE used_at IS NOT NULL;

-- The audit log is read newest first, for a user, for a target, or by page.
CREATE INDEX audit_log_actor ON auth.audit_log (actor_id, id DESC);
CREATE INDEX audit_log_target ON auth.audit_log (target, id DESC);
