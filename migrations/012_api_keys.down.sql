DROP TABLE auth.api_key_roles;
DROP TABLE auth.api_keys;
DELETE FROM auth.sessions WHERE kind = 'api_key';
ALTER TABLE auth.sessions DROP COLUMN kind;
