{{/* The head of a component's policy: (list . "auth"). */}}
{{- define "argus.policy" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  {{- include "argus.metadata" . | nindent 2 }}
spec:
  podSelector:
    matchLabels:
      {{- include "argus.selector" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
{{- end -}}

{{/* Pods of this release: (list . "auth" "watcher"). */}}
{{- define "argus.pods" -}}
{{- $root := first . -}}
{{- range rest . }}
- podSelector:
    matchLabels:
      {{- include "argus.selector" (list $root .) | nindent 6 }}
{{- end }}
{{- end -}}

{{/* To where names are asked for. */}}
{{- define "argus.toNames" -}}
- to:
    {{- toYaml .Values.networkPolicy.dnsTo | nindent 4 }}
  ports: [{ protocol: UDP, port: 53 }, { protocol: TCP, port: 53 }]
{{- end -}}

{{/* To auth, on both ports: keys are read on the one, rights on the other. */}}
{{- define "argus.toAuth" -}}
- to:
    {{- include "argus.pods" (list . "auth") | trim | nindent 4 }}
  ports: [{ port: 8080 }, { port: 9080 }]
{{- end -}}

{{/* To Redis, in the release or where it is said to be. */}}
{{- define "argus.toRedis" -}}
{{- if .Values.redis.enabled -}}
- to:
    {{- include "argus.pods" (list . "redis") | trim | nindent 4 }}
  ports: [{ port: 6379 }]
{{- else -}}
{{- include "argus.toNetworks" (list .Values.externalRedis.cidrs .Values.externalRedis.ports) }}
{{- end }}
{{- end -}}

{{/* To PostgreSQL, likewise. */}}
{{- define "argus.toPostgresql" -}}
{{- if .Values.postgresql.enabled -}}
- to:
    {{- include "argus.pods" (list . "postgresql") | trim | nindent 4 }}
  ports: [{ port: 5432 }]
{{- else -}}
{{- include "argus.toNetworks" (list .Values.externalPostgresql.cidrs (list .Values.externalPostgresql.port)) }}
{{- end }}
{{- end -}}

{{/* To networks, without the addresses of a link, where the metadata services of clouds answer: (list cidrs ports). */}}
{{- define "argus.toNetworks" -}}
- to:
    {{- range first . }}
    {{- if eq . "0.0.0.0/0" }}
    - ipBlock: { cidr: {{ . }}, except: [169.254.0.0/16] }
    {{- else if eq . "::/0" }}
    - ipBlock: { cidr: '::/0', except: ['fe80::/10', 'fd00:ec2::254/128'] }
    {{- else }}
    - ipBlock: { cidr: {{ . | quote }} }
    {{- end }}
    {{- end }}
  ports:
    {{- range last . }}
    - { port: {{ . }} }
    {{- end }}
{{- end -}}
