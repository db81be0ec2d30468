import type { Grant } from '@argus/contracts/grant'
import { authEndpoints } from '@argus/contracts/http/auth'

import type { Run } from '../command.ts'
import { ExitCode } from '../exit-code.ts'
import { formatted } from '../output/structured.ts'
import { table } from '../output/table.ts'
import { open } from '../session/open.ts'

/** `argus whoami`: who asks, by what, and what they may do. */
export const run: Run = async (input, { config, terminal, signal }) => {
  const { api, url, context } = await open(config, input.text('context'))
  const me = await api.call(authEndpoints.me, {}, { signal })
  const answer = {
    email: me.email,
    displayName: me.displayName,
    id: me.id,
    url: url.href,
    by: context === undefined ? 'api_key' : 'login',
    ...(context !== undefined && { context: context.name }),
    sessionId: me.sessionId,
    grants: me.grants,
  }
  const text = (): string => {
    const by = context === undefined ? 'an API key' : `the context "${context.name}"`
    const rows = me.grants.flatMap(rowsOf)
    const rights =
      rows.length === 0 ? 'No rights: ask an administrator of Argus.\n' : table(HEADER, rows)
    return `${me.displayName} (${me.email})\nat ${url.href}, by ${by}\n\n${rights}`
  }
  await terminal.out(await formatted(input, answer, text))
  return ExitCode.Done
}

const HEADER = ['cluster', 'namespace', 'resources', 'verbs']

function rowsOf({ cluster, namespace, permissions }: Grant): string[][] {
  const byResource = new Map<string, Set<string>>()
  for (const { apiGroup, resource, verb } of permissions) {
    const name = apiGroup === 'core' ? resource : `${resource}.${apiGroup}`
    byResource.set(name, (byResource.get(name) ?? new Set()).add(verb))
  }
  return [...byResource].map(([name, verbs]) => [
    cluster ?? '*',
    namespace ?? '*',
    name,
    [...verbs].join(','),
  ])
}
