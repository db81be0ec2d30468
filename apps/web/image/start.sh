#!/bin/sh
# Fills in where the services are and who resolves their names, then becomes the server.
set -eu
value=

for name in ARGUS_AUTH_URL ARGUS_WATCHER_URL ARGUS_GATEWAY_URL; do
  # Given by the name that the loop has.
  value=''
  eval "value=\${$name:-}"
  echo "$value" | grep -qE '^http://[A-Za-z0-9._:-]+$' && continue
  echo "$name must be where that service answers, such as http://auth:8080, without a path. Set it and start again." >&2
  exit 2
done

# The server asks by itself, again and again, and adds no search domain: names must be whole.
ARGUS_RESOLVERS=$(awk '/^nameserver/ && $2 !~ /%/ { print ($2 ~ /:/) ? "[" $2 "]" : $2 }' /etc/resolv.conf | tr '\n' ' ')
[ -n "$ARGUS_RESOLVERS" ] || { echo 'No name server stands in /etc/resolv.conf, so no service can be found.' >&2; exit 2; }
ARGUS_LISTEN_6=
[ ! -e /proc/net/if_inet6 ] || ARGUS_LISTEN_6='listen [::]:3000;'
export ARGUS_RESOLVERS ARGUS_LISTEN_6

# Names, for envsubst: all other dollars are the server's own.
# shellcheck disable=SC2016
envsubst '$ARGUS_AUTH_URL $ARGUS_WATCHER_URL $ARGUS_GATEWAY_URL $ARGUS_RESOLVERS $ARGUS_LISTEN_6' \
  </argus/nginx.conf.template >/tmp/nginx.conf
exec nginx -c /tmp/nginx.conf -g 'daemon off;'
