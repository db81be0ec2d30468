import { z } from 'zod'

/** A resource in one of its versions; the preferred version of a group comes first. */
export interface ServedResource extends GroupVersion {
  readonly resource: string
  readonly namespaced: boolean
  readonly kind: string
  readonly singular: string
  readonly shortNames: readonly string[]
  /** What its server lets anybody do with it, whoever may: `list`, `watch` and others. */
  readonly verbs: readonly string[]
}

export interface GroupVersion {
  readonly group: string
  readonly version: string
}

/** The resources of an aggregated document; `undefined` when it is an older one. */
export function aggregatedResources(document: unknown): readonly ServedResource[] | undefined {
  const parsed = aggregatedSchema.safeParse(document)
  return parsed.data?.items.flatMap(({ metadata, versions }) =>
    versions.flatMap(({ version, resources }) =>
      (resources ?? []).map((r) => ({
        group: metadata?.name ?? '',
        version,
        resource: r.resource,
        namespaced: r.scope === 'Namespaced',
        kind: r.responseKind?.kind ?? '',
        singular: r.singularResource ?? '',
        shortNames: r.shortNames ?? [],
        verbs: r.verbs ?? [],
      })),
    ),
  )
}

/** The versions that `/api` or `/apis` names, each group's preferred one first. */
export function groupVersions(document: unknown): readonly GroupVersion[] {
  const core = coreSchema.safeParse(document)
  if (core.success) return core.data.versions.map((version) => ({ group: '', version }))
  return groupsSchema.parse(document).groups.flatMap(({ name, versions, preferredVersion }) => {
    const names = versions.map(({ version }) => version)
    const first = preferredVersion?.version
    const ordered = first === undefined ? names : [first, ...names.filter((n) => n !== first)]
    return ordered.map((version) => ({ group: name, version }))
  })
}

/** The resources of one group version; sub-resources are left out. */
export function resourcesOfVersion(
  document: unknown,
  { group, version }: GroupVersion,
): readonly ServedResource[] {
  const parsed = versionSchema.safeParse(document)
  const resources = parsed.data?.resources ?? []
  return resources
    .filter(({ name }) => !name.includes('/'))
    .map(({ name, namespaced, kind, singularName = '', shortNames = [], verbs = [] }) => ({
      group,
      version,
      resource: name,
      namespaced,
      kind,
      singular: singularName,
      shortNames,
      verbs,
    }))
}

const aggregatedSchema = z.object({
  kind: z.literal('APIGroupDiscoveryList'),
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string().optional() }).optional(),
      versions: z.array(
        z.object({
          version: z.string(),
          resources: z
            .array(
              z.object({
                resource: z.string(),
                scope: z.string(),
                responseKind: z.object({ kind: z.string() }).nullish(),
                singularResource: z.string().optional(),
                shortNames: z.array(z.string()).nullish(),
                verbs: z.array(z.string()).nullish(),
              }),
            )
            .nullish(),
        }),
      ),
    }),
  ),
})

const coreSchema = z.object({ kind: z.literal('APIVersions'), versions: z.array(z.string()) })

const groupsSchema = z.object({
  kind: z.literal('APIGroupList'),
  groups: z.array(
    z.object({
      name: z.string(),
      versions: z.array(z.object({ version: z.string() })),
      preferredVersion: z.object({ version: z.string() }).optional(),
    }),
  ),
})

const versionSchema = z.object({
  resources: z.array(
    z.object({
      name: z.string(),
      namespaced: z.boolean(),
      kind: z.string(),
      singularName: z.string().optional(),
      shortNames: z.array(z.string()).optional(),
      verbs: z.array(z.string()).optional(),
    }),
  ),
})
