{{/* Scales a Deployment: (list . "auth" metrics), where metrics are those beside CPU and memory. */}}
{{- define "argus.hpa" -}}
{{- $root := index . 0 -}}
{{- $component := index . 1 -}}
{{- $scaling := (get $root.Values $component).autoscaling -}}
{{- if $scaling.enabled }}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  {{- include "argus.metadata" (list $root $component) | nindent 2 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ include "argus.name" (list $root $component) }}
  minReplicas: {{ $scaling.minReplicas }}
  maxReplicas: {{ $scaling.maxReplicas }}
  metrics:
    - type: Resource
      resource: { name: cpu, target: { type: Utilization, averageUtilization: {{ $scaling.cpu }} } }
    - type: Resource
      resource: { name: memory, target: { type: Utilization, averageUtilization: {{ $scaling.memory }} } }
    {{- with index . 2 }}
    {{- . | nindent 4 }}
    {{- end }}
  behavior:
    scaleUp:
      stabilizationWindowSeconds: 0
      policies:
        - { type: Percent, value: 100, periodSeconds: 30 }
        - { type: Pods, value: 2, periodSeconds: 30 }
    # One at a time, and only after a quiet while: whoever is connected to the one that goes dials again elsewhere.
    scaleDown:
      stabilizationWindowSeconds: {{ default 300 $scaling.quietSeconds }}
      policies:
        - { type: Pods, value: 1, periodSeconds: 60 }
{{- end }}
{{- end -}}

{{/* A drained node takes one replica at a time: (list . "auth"). */}}
{{- define "argus.pdb" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  {{- include "argus.metadata" . | nindent 2 }}
spec:
  maxUnavailable: 1
  # One that is not ready serves nobody and holds up no drain.
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "argus.selector" . | nindent 6 }}
{{- end -}}

{{/* Has Prometheus read a port of a component: (list . "auth" "internal"). */}}
{{- define "argus.serviceMonitor" -}}
{{- $root := index . 0 -}}
{{- $own := list $root (index . 1) -}}
{{- with $root.Values.serviceMonitor }}
{{- if .enabled }}
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  {{- include "argus.metadata" $own | nindent 2 }}
    {{- with .labels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  selector:
    matchLabels:
      {{- include "argus.selector" $own | nindent 6 }}
  endpoints:
    - { port: {{ index $ 2 }}, path: /metrics, interval: {{ .interval }} }
{{- end }}
{{- end }}
{{- end -}}
