{{/* The name of everything: the release, and the chart where the release does not say it. */}}
{{- define "agent.name" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* The Secret that the agent keeps its key in. */}}
{{- define "agent.keySecret" -}}
{{- include "agent.name" . }}-key
{{- end -}}

{{/* The Secret with the registration token; nothing where there is none. */}}
{{- define "agent.tokenSecret" -}}
{{- if .Values.registration.existingSecret -}}
{{- .Values.registration.existingSecret -}}
{{- else if .Values.registration.token -}}
{{- include "agent.name" . }}-registration
{{- end -}}
{{- end -}}

{{/* What the pod is found by. */}}
{{- define "agent.selector" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: agent
{{- end -}}

{{/* The labels of every object. */}}
{{- define "agent.labels" -}}
{{ include "agent.selector" . }}
app.kubernetes.io/part-of: argus
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{/* Name, namespace and labels of an object. */}}
{{- define "agent.metadata" -}}
name: {{ include "agent.name" . }}
namespace: {{ .Release.Namespace }}
labels:
  {{- include "agent.labels" . | nindent 2 }}
{{- end -}}

{{/* The address of the console, checked. */}}
{{- define "agent.url" -}}
{{- $url := required "url is required: where the console of Argus is, such as https://argus.example.org" .Values.url -}}
{{- if not (regexMatch "^https://[A-Za-z0-9.-]+(:[0-9]+)?$" $url) -}}
{{- fail (printf "url is %q: it must be https, host and port only, such as https://argus.example.org, without a path and a slash at its end" $url) -}}
{{- end -}}
{{- $url -}}
{{- end -}}
