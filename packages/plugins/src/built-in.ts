import type { PluginManifest } from '@argus/contracts/plugin-manifest'

import { argoCd } from './built-in/argo-cd.ts'
import { calico } from './built-in/calico.ts'
import { certManager } from './built-in/cert-manager.ts'
import { cloudnativePg } from './built-in/cloudnative-pg.ts'
import { istio } from './built-in/istio.ts'
import { keda } from './built-in/keda.ts'
import { mariadb } from './built-in/mariadb.ts'
import { prometheus } from './built-in/prometheus.ts'
import { rookCeph } from './built-in/rook-ceph.ts'

/** The plugins that Argus brings along. No two of them name the same resource. */
export const builtInPlugins: readonly PluginManifest[] = [
  prometheus,
  calico,
  istio,
  cloudnativePg,
  mariadb,
  keda,
  rookCeph,
  certManager,
  argoCd,
]
