DROP TABLE auth.identities;
DROP TABLE auth.users;
DROP SCHEMA auth;
