{{/* What a component's pods are found by: (list . "auth"). */}}
{{- define "argus.selector" -}}
{{- $root := first . -}}
app.kubernetes.io/name: {{ default $root.Chart.Name $root.Values.nameOverride }}
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/component: {{ last . }}
{{- end -}}

{{/* The labels of every object of a component: (list . "auth"). */}}
{{- define "argus.labels" -}}
{{- $root := first . -}}
{{ include "argus.selector" . }}
app.kubernetes.io/part-of: argus
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{/* Name, namespace and labels of a component's object: (list . "auth"). */}}
{{- define "argus.metadata" -}}
name: {{ include "argus.name" . }}
namespace: {{ (first .).Release.Namespace }}
labels:
  {{- include "argus.labels" . | nindent 2 }}
{{- end -}}
