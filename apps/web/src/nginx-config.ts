import { proxyTable, socketPaths, type Service } from './proxy-table.ts'
import { securityHeaders } from './security-headers.ts'

/** The one path whose calls use cookies; no other service is shown any. */
const COOKIE_PATH = '/api/auth'

/** What `apps/web/image/start.sh` puts in place when the container starts. */
const ADDRESSES: Readonly<Record<Service, string>> = {
  auth: '${ARGUS_AUTH_URL}',
  watcher: '${ARGUS_WATCHER_URL}',
  gateway: '${ARGUS_GATEWAY_URL}',
}

/**
 * The configuration of the image's server: the page with the headers of `security-headers.ts`, and the routes of
 * `proxy-table.ts`. Addresses of services are looked up again every few seconds, so that one that moved is found.
 */
export function nginxConfig(): string {
  return `# Made of apps/web/src/nginx-config.ts; not for editing.
worker_processes 2;
# Sockets end by nobody's own will: asked to stop, it cuts those that are left, and their clients dial another.
worker_shutdown_timeout 8s;
pid /tmp/nginx.pid;
error_log /dev/stderr warn;

events {
  worker_connections 8192;
}

http {
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  charset utf-8;
  server_tokens off;
  absolute_redirect off;
  sendfile on;

  # The root is read-only: all that is written goes here, and bodies stay in memory.
  client_body_temp_path /tmp/client-body;
  proxy_temp_path /tmp/proxy;
  fastcgi_temp_path /tmp/fastcgi;
  uwsgi_temp_path /tmp/uwsgi;
  scgi_temp_path /tmp/scgi;

  # Without what follows a question mark: an identity provider sends its codes there.
  log_format line escape=json '{"time":"$time_iso8601","client":"$remote_addr","method":"$request_method","path":"$uri",'
    '"status":$status,"bytes":$body_bytes_sent,"seconds":$request_time,"upstream":"$upstream_addr"}';
  access_log /dev/stdout line;

  client_header_timeout 10s;
  client_body_timeout 10s;
  # Above what services read, so that they say what is too large.
  client_max_body_size 128k;
  client_body_buffer_size 128k;
  keepalive_timeout 65s;

  resolver \${ARGUS_RESOLVERS} valid=5s;
  resolver_timeout 3s;

  # What the first proxy says of the way from the client holds; without one this is the first.
  map $http_x_forwarded_proto $forwarded_proto {
    default $http_x_forwarded_proto;
    '' $scheme;
  }

  server {
    listen 3000;
    \${ARGUS_LISTEN_6}
    root /argus/public;

    proxy_http_version 1.1;
    proxy_connect_timeout 2s;
    proxy_read_timeout 30s;
    proxy_max_temp_file_size 0;
    error_page 502 504 =503 @away;

    # Every file but those below /assets/ keeps its name from version to version: it is asked for each time, and no time
    # or size of it is compared, as all files of an image are of one time.
    location / {
      try_files $uri /index.html;
      etag off;
      if_modified_since off;
      gzip_static on;
      gzip_vary on;
${headers(6, { ...securityHeaders, 'Cache-Control': 'no-cache' })}
    }

    # Their names have a hash of what is in them.
    location /assets/ {
      try_files $uri =404;
      gzip_static on;
      gzip_vary on;
${headers(6, { ...securityHeaders, 'Cache-Control': 'public, max-age=31536000, immutable' })}
    }

    # What is no route below is nobody's: no page, and never a port of a service that is not meant for the outside.
    location /api/ {
      return 404 '{"error":"There is nothing at this address.","code":"not_found"}';
      default_type application/json;
    }
    location = /metrics {
      return 404;
    }
    location /internal/ {
      return 404;
    }

    location @away {
      internal;
      default_type application/json;
      add_header Retry-After 5 always;
      return 503 '{"error":"This part of Argus does not answer now. Try again in some seconds.","code":"unavailable"}';
    }

${proxyTable.map(({ path, service }) => route(path, service)).join('\n')}
  }
}
`
}

/** The browser's own Host and Origin go through: the services judge a call by the page that makes it. */
function route(path: string, service: Service): string {
  const forwarded: Readonly<Record<string, string>> = {
    Host: '$http_host',
    'X-Forwarded-For': '$proxy_add_x_forwarded_for',
    'X-Forwarded-Proto': '$forwarded_proto',
    ...(socketPaths.includes(path)
      ? { Upgrade: '$http_upgrade', Connection: 'upgrade' }
      : { Connection: '""' }),
    ...(path === COOKIE_PATH ? {} : { Cookie: '""' }),
  }
  const sent = Object.entries(forwarded).map(
    ([name, value]) => `proxy_set_header ${name} ${value};`,
  )
  // Sockets say something every half a minute; a quiet hour is a broken one.
  const patience = socketPaths.includes(path)
    ? ['proxy_read_timeout 1h;', 'proxy_send_timeout 1h;']
    : []
  const lines = [
    `set $service "${ADDRESSES[service]}";`,
    'proxy_pass $service;',
    ...sent,
    ...patience,
  ]
  return `    location ${path} {\n${lines.map((line) => `      ${line}`).join('\n')}\n    }`
}

function headers(indent: number, all: Readonly<Record<string, string>>): string {
  return Object.entries(all)
    .map(([name, value]) => `${' '.repeat(indent)}add_header ${name} "${value}" always;`)
    .join('\n')
}
