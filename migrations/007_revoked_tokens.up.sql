-- min_reader: 1
-- The deny-list: tokens, by jti, that are revoked although their life is not over. The unique key is the index for the
-- question asked of it. Removing a user may remove rows: a token of a missing user is dead anyway.
CREATE TABLE auth.revoked_tokens (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  token_jti varchar(255) NOT NULL UNIQUE,
  user_id uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE,
  revoked_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX idx_revoked_tokens_expires ON auth.revoked_tokens (expires_at);
CREATE INDEX revoked_tokens_user ON auth.revoked_tokens (user_id);

GRANT SELECT, INSERT, DELETE ON auth.revoked_tokens TO argus_auth;
