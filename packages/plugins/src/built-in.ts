import type { PluginManifest } from '@argus/contracts/plugin-manifest'

import { calico } from './built-in/calico.ts'
import { certManager } from './built-in/cert-manager.ts'
import { prometheus } from './built-in/prometheus.ts'

/** The plugins that Argus brings along. No two of them name the same resource. */
export const builtInPlugins: readonly PluginManifest[] = [prometheus, calico, certManager]
