{{/* The name of everything: the release, and the chart where the release does not say it. */}}
{{- define "argus.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* The name of a component's objects: (list . "auth"). */}}
{{- define "argus.name" -}}
{{- printf "%s-%s" (include "argus.fullname" (first .)) (last .) -}}
{{- end -}}

{{/* The whole name of a component's Service, for who asks without search domains: (list . "auth"). */}}
{{- define "argus.host" -}}
{{- $root := first . -}}
{{- printf "%s.%s.svc.%s" (include "argus.name" .) $root.Release.Namespace $root.Values.clusterDomain -}}
{{- end -}}

{{/* One of our own images: (list . "auth"). */}}
{{- define "argus.image" -}}
{{- $root := first . -}}
{{- $image := $root.Values.image -}}
{{- with $image.registry }}{{ trimSuffix "/" . }}/{{ end }}argus/{{ last . }}:{{ default $root.Chart.AppVersion $image.tag -}}
{{- end -}}

{{/* The origin of the console, checked. */}}
{{- define "argus.consoleUrl" -}}
{{- $url := required "consoleUrl is required: where people open the console, such as https://argus.example.org" .Values.consoleUrl -}}
{{- if not (regexMatch "^https?://[A-Za-z0-9.-]+(:[0-9]+)?$" $url) -}}
{{- fail (printf "consoleUrl is %q: it must be scheme, host and port only, such as https://argus.example.org, without a path and a slash at its end" $url) -}}
{{- end -}}
{{- $url -}}
{{- end -}}

{{/* The host of the console. */}}
{{- define "argus.consoleHost" -}}
{{- get (urlParse (include "argus.consoleUrl" .)) "hostname" -}}
{{- end -}}

{{/* The Secret with the token between services and the keys. */}}
{{- define "argus.secret" -}}
{{- default (include "argus.fullname" .) .Values.secrets.existingSecret -}}
{{- end -}}

{{/* The Secret with the addresses of Redis. */}}
{{- define "argus.redisSecret" -}}
{{- if .Values.redis.enabled -}}
{{- include "argus.name" (list . "redis") -}}
{{- else -}}
{{- required "externalRedis.existingSecret is required where redis.enabled is false: a Secret with auth-url, gateway-url and watcher-url" .Values.externalRedis.existingSecret -}}
{{- end -}}
{{- end -}}

{{/* The Secret with the addresses of PostgreSQL. */}}
{{- define "argus.postgresqlSecret" -}}
{{- if .Values.postgresql.enabled -}}
{{- include "argus.name" (list . "postgresql") -}}
{{- else -}}
{{- required "externalPostgresql.existingSecret is required where postgresql.enabled is false: a Secret with auth-url, watcher-url and migrations-url" .Values.externalPostgresql.existingSecret -}}
{{- end -}}
{{- end -}}
