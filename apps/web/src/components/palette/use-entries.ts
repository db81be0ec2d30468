import { useLocation, useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'

import { useApis } from '../../live/api-resources.ts'
import { useKinds, usePlugins, WATCHES } from '../../live/kinds.ts'
import { useLive, useResource, useTopicStore } from '../../live/live-context.tsx'
import { plainText } from '../../live/words.ts'
import { useSettings } from '../../session/preferences.ts'
import { commandOf, type CommandId } from '../commands/commands.ts'
import { useCommandRegistry } from '../commands/use-commands.ts'
import { savedViews } from '../saved-views.ts'
import { useClusters } from '../use-clusters.ts'
import { STATE_WORDS } from '../cluster-state.tsx'
import type { Entry, Wanted } from './find.ts'
import { kindEntries, looksForKinds } from './kind-entries.ts'
import { inOpenLists } from './open-lists.ts'

/** An entry, and what choosing it does. */
export interface Choice extends Entry {
  readonly command?: CommandId
  readonly run: () => void
}

/** All that the palette can lead to: what the reader may see, and what can be done on this page. */
export function useEntries(wanted: Wanted): readonly Choice[] {
  return [
    ...useKindEntries(wanted),
    ...usePluginEntries(),
    ...useListEntries(wanted),
    ...useViewEntries(),
    ...useCommandEntries(),
    ...useClusterEntries(),
  ]
}

/** Kinds that are followed, with their short names, and those that clusters serve besides: these once somebody looks for a kind. */
function useKindEntries(wanted: Wanted): readonly Choice[] {
  const { data: plugins = NONE } = usePlugins()
  const kinds = useKinds(useResource(useTopicStore(WATCHES)), plugins)
  const { clusters: all } = useClusters()
  const names = useMemo(() => all.map(({ id }) => id), [all])
  const { apis } = useApis(names, looksForKinds(wanted))
  const navigate = useNavigate()
  const clusters = useScope()
  return kindEntries(kinds, apis).map(({ group, resource, ...entry }) => ({
    ...entry,
    run: () =>
      void navigate({
        to: '/r/$group/$resource',
        params: { group, resource },
        search: { clusters },
      }),
  }))
}

function usePluginEntries(): readonly Choice[] {
  const { data: plugins = NONE } = usePlugins()
  const navigate = useNavigate()
  const clusters = useScope()
  return plugins.map(({ id, name }) => ({
    id: `plugin:${id}`,
    type: 'plugin',
    name: plainText(name),
    detail: 'plugin',
    words: [id],
    run: () => void navigate({ to: '/p/$plugin', params: { plugin: id }, search: { clusters } }),
  }))
}

function useListEntries(wanted: Wanted): readonly Choice[] {
  const { stores } = useLive()
  const navigate = useNavigate()
  const here = useLocation({ select: ({ pathname }) => pathname })
  const clusters = useScope()
  return inOpenLists(stores, wanted).map((entry) => ({
    ...entry,
    run: () => {
      const { list, said } = entry
      // In the list that is looked at, what else is chosen stays.
      const stays = here === `/r/${list.group}/${list.resource}`
      void navigate({
        to: '/r/$group/$resource',
        params: list,
        search: (old) => (stays ? { ...old, ...said } : { clusters, ...said }),
      })
    },
  }))
}

function useViewEntries(): readonly Choice[] {
  const { history } = useRouter()
  return savedViews(useSettings().data, location.origin).map(({ name, href }) => ({
    id: `view:${name}`,
    type: 'view',
    name: plainText(name),
    detail: 'saved view',
    run: () => history.push(href),
  }))
}

/** What keys do, too: pages, and what can be done here. */
function useCommandEntries(): readonly Choice[] {
  const registry = useCommandRegistry()
  const navigate = useNavigate()
  const commands = registry.available().flatMap((id): Choice[] => {
    const { name, area, offered } = commandOf(id)
    const isPage = area === 'Go to'
    if (!isPage && !offered) return []
    const type = isPage ? 'page' : 'action'
    const detail = isPage ? '' : area.toLowerCase()
    return [{ id: `command:${id}`, type, name, detail, command: id, run: () => registry.run(id) }]
  })
  const status = () => void navigate({ to: '/status' })
  const name = 'Is it alive?'
  return [
    ...commands,
    { id: 'page:/status', type: 'page', name, detail: 'Status', run: status },
    ...SECTIONS.map(({ section, title }): Choice => ({
      id: `page:/settings/${section}`,
      type: 'page',
      name: title,
      detail: 'Settings',
      deep: true,
      run: () => void navigate({ to: '/settings/$section', params: { section } }),
    })),
  ]
}

/** Parts of the settings, by their address. */
const SECTIONS = [
  { section: 'security', title: 'Security' },
  { section: 'sessions', title: 'Sessions' },
  { section: 'keys', title: 'API keys' },
  { section: 'display', title: 'Display' },
]

function useClusterEntries(): readonly Choice[] {
  const { clusters } = useClusters()
  const navigate = useNavigate()
  const here = useLocation({ select: ({ pathname }) => pathname })
  return clusters.map(({ id, state, version }) => ({
    id: `cluster:${id}`,
    type: 'cluster',
    name: id,
    detail: ['only this cluster', STATE_WORDS[state], version].filter(Boolean).join(' · '),
    run: () => {
      const scoped = here === '/explore' || here.startsWith('/r/')
      if (!scoped) void navigate({ to: '/', search: { clusters: id } })
      else void navigate({ to: '.', search: (old) => ({ ...old, clusters: id, open: undefined }) })
    },
  }))
}

/** The clusters that the page is about, to be carried along. */
function useScope(): string | undefined {
  return useSearch({ strict: false, select: ({ clusters }) => clusters })
}

const NONE: readonly [] = []
