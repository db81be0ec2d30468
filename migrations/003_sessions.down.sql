DROP TABLE auth.notice_counter;
DROP TABLE auth.notices;
DROP TABLE auth.signing_keys;
DROP TABLE auth.refresh_tokens;
DROP TABLE auth.sessions;
