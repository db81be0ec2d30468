{{/* What every pod has alike, before its containers: (list . "auth"). */}}
{{- define "argus.pod" -}}
{{- $values := (first .).Values -}}
{{- with $values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with $values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with $values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
enableServiceLinks: false
{{- end -}}

{{/* The pod's part of "may do nothing": who else it is stands with each. */}}
{{- define "argus.podSecurity" -}}
runAsNonRoot: true
seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{/* The container's. */}}
{{- define "argus.security" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}

{{/* Replicas of a service are kept apart, by host and by zone, those of one rollout among themselves: (list . "auth"). */}}
{{- define "argus.spread" -}}
{{- range $key := list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
- topologyKey: {{ $key }}
  maxSkew: 1
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels:
      {{- include "argus.selector" $ | nindent 6 }}
  matchLabelKeys: [pod-template-hash]
{{- end }}
{{- end -}}

{{/* Labels and annotations of a pod, the same for every release: another chart alone restarts nothing. (list . "auth") */}}
{{- define "argus.podMetadata" -}}
labels:
  {{- include "argus.selector" . | nindent 2 }}
{{- with (first .).Values.podAnnotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* Replicas where nothing else decides on them, and how a rollout goes: nobody is missing meanwhile. (list . "auth") */}}
{{- define "argus.rollout" -}}
{{- $own := get (first .).Values (last .) -}}
{{- if not $own.autoscaling.enabled }}
replicas: {{ $own.replicas }}
{{- end }}
strategy:
  type: RollingUpdate
  rollingUpdate: { maxSurge: 1, maxUnavailable: 0 }
selector:
  matchLabels:
    {{- include "argus.selector" . | nindent 4 }}
{{- end -}}

{{/* The probes of a service, and five seconds in which those who balance hear that it goes. */}}
{{- define "argus.probes" -}}
livenessProbe:
  httpGet: { path: /livez, port: http }
  initialDelaySeconds: 10
  periodSeconds: 10
  timeoutSeconds: 5
readinessProbe:
  httpGet: { path: /readyz, port: http }
  periodSeconds: 5
  timeoutSeconds: 5
lifecycle:
  preStop:
    sleep: { seconds: 5 }
{{- end -}}
