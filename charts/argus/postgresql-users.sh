#!/bin/sh
# Run once, on an empty volume: who may log in to the database, each with a password of its own. Services take the role
# that the migrations give rights to (SET ROLE), and no other; the migrations own the database and are no superuser.
set -eu
psql --set=ON_ERROR_STOP=1 --no-psqlrc --username="${POSTGRES_USER:-postgres}" --dbname="$POSTGRES_DB" \
  --set=migrations="$ARGUS_MIGRATIONS_PASSWORD" --set=auth="$ARGUS_AUTH_PASSWORD" --set=watcher="$ARGUS_WATCHER_PASSWORD" <<'SQL'
CREATE ROLE migrations LOGIN CREATEROLE PASSWORD :'migrations';
CREATE ROLE argus_auth NOLOGIN;
CREATE ROLE argus_watcher NOLOGIN;
GRANT argus_auth, argus_watcher TO migrations WITH ADMIN OPTION;
CREATE ROLE auth LOGIN NOINHERIT PASSWORD :'auth' IN ROLE argus_auth;
CREATE ROLE watcher LOGIN NOINHERIT PASSWORD :'watcher' IN ROLE argus_watcher;
ALTER DATABASE argus OWNER TO migrations;
REVOKE CONNECT, TEMPORARY ON DATABASE argus FROM PUBLIC;
GRANT CONNECT ON DATABASE argus TO auth, watcher;
SQL
