{{/* A variable from a Secret: (list "NAME" "secret" "key"). */}}
{{- define "argus.secretVariable" -}}
- name: {{ index . 0 }}
  valueFrom: { secretKeyRef: { name: {{ index . 1 }}, key: {{ index . 2 }} } }
{{- end -}}

{{/* What auth, watcher and gateway are told alike: (list . "auth"). */}}
{{- define "argus.environment" -}}
{{- $root := first . -}}
{{- $component := last . -}}
- { name: {{ printf "ARGUS_%s_HOST" (upper $component) }}, value: 0.0.0.0 }
- { name: LOG_LEVEL, value: {{ $root.Values.logLevel }} }
{{- with $root.Values.trustedProxies }}
- { name: ARGUS_TRUSTED_PROXIES, value: {{ join "," . | quote }} }
{{- end }}
{{ include "argus.secretVariable" (list "ARGUS_SERVICE_TOKEN" (include "argus.secret" $root) "service-token") }}
{{ include "argus.secretVariable" (list "REDIS_URL" (include "argus.redisSecret" $root) (printf "%s-url" $component)) }}
{{- range $name, $value := (get $root.Values $component).env }}
- { name: {{ $name }}, value: {{ $value | quote }} }
{{- end }}
{{- end -}}

{{/* What those have beside it that keep secrets in the database: (list . "auth"). */}}
{{- define "argus.sealing" -}}
{{- $root := first . -}}
{{- $secret := include "argus.secret" $root -}}
{{ include "argus.secretVariable" (list "DATABASE_URL" (include "argus.postgresqlSecret" $root) (printf "%s-url" (last .))) }}
{{ include "argus.secretVariable" (list "ARGUS_KEY_ENCRYPTION_KEY" $secret (printf "%s-key-encryption-key" (last .))) }}
- name: ARGUS_PREVIOUS_KEY_ENCRYPTION_KEYS
  valueFrom: { secretKeyRef: { name: {{ $secret }}, key: {{ last . }}-previous-key-encryption-keys, optional: true } }
{{- end -}}

{{/* Where auth answers. */}}
{{- define "argus.authAddresses" -}}
{{- $auth := include "argus.name" (list . "auth") -}}
- { name: ARGUS_AUTH_URL, value: 'http://{{ $auth }}:8080' }
- { name: ARGUS_AUTH_INTERNAL_URL, value: 'http://{{ $auth }}:9080' }
{{- end -}}
