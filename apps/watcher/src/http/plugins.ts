import type { PluginManifest, PluginsAnswer } from '@argus/contracts/plugin-manifest'
import { Refusal } from '@argus/contracts/refusal-code'

import type { GuardedHandler } from './guard.ts'

/** `GET /api/plugins`: which resources are followed on every cluster, for whoever may see any cluster at all. */
export function listPlugins(plugins: readonly PluginManifest[]): GuardedHandler {
  return ({ grants }, response) => {
    if (!grants.some(({ permissions }) => permissions.length > 0)) {
      throw new Refusal('not_allowed', 'no role gives you anything to see; ask an administrator')
    }
    const answer: PluginsAnswer = { plugins: [...plugins] }
    response.json(answer)
  }
}
