import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { type PrinterColumn, readPrinterColumns } from '@argus/projection/printer-column'
import { parseAllDocuments } from 'yaml'
import { z } from 'zod'

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
  status: z.looseObject({ conditions: z.array(z.looseObject({})).optional() }).nullish(),
})
export type SampleObject = z.infer<typeof objectSchema>

const crdSchema = z.looseObject({
  spec: z.object({
    group: z.string(),
    scope: z.enum(['Namespaced', 'Cluster']),
    names: z.object({ plural: z.string(), kind: z.string() }),
    versions: z.array(
      z.object({
        name: z.string(),
        storage: z.boolean(),
        additionalPrinterColumns: z.unknown().optional(),
        subresources: z.object({ status: z.looseObject({}).optional() }).optional(),
      }),
    ),
  }),
})

const definitionSchema = z.looseObject({ metadata: z.looseObject({ name: z.string() }) })

/** A kind as its definition has it, in the version that is stored, and the samples of it: one of each Key. */
export interface SampledKind {
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly kind: string
  readonly namespaced: boolean
  readonly columns: readonly PrinterColumn[]
  readonly objects: readonly SampleObject[]
  /** Whether a status is written apart from the rest. */
  readonly statusApart: boolean
  /** As it is written. */
  readonly definition: SampleDefinition
}

/** The whole of a definition, of which only the name matters here. */
type SampleDefinition = z.infer<typeof definitionSchema>

/** The kinds of a folder that have samples; samples without a definition or a name are left out. */
export function readSampledKinds(folder: string): readonly SampledKind[] {
  const objects = ['resources', 'create-only']
    .flatMap((part) => documentsOf(folder, part))
    .flatMap((document) => {
      const object = objectSchema.safeParse(document)
      return object.success ? [object.data] : []
    })
  const byKind = Map.groupBy(objects, ({ apiVersion, kind }) => kindKey(groupOf(apiVersion), kind))
  return documentsOf(folder, 'crds').flatMap((document) => {
    const { group, names, scope, versions } = crdSchema.parse(document).spec
    const stored = versions.find(({ storage }) => storage)
    const samples = byKind.get(kindKey(group, names.kind)) ?? []
    if (stored === undefined || samples.length === 0) return []
    return [
      {
        group,
        version: stored.name,
        resource: names.plural,
        kind: names.kind,
        namespaced: scope === 'Namespaced',
        columns: readPrinterColumns(stored.additionalPrinterColumns).columns,
        objects: distinct(samples),
        statusApart: stored.subresources?.status !== undefined,
        definition: definitionSchema.parse(document),
      },
    ]
  })
}

function distinct(objects: readonly SampleObject[]): readonly SampleObject[] {
  const byKey = new Map(
    objects.map((object) => [`${object.metadata.namespace}/${object.metadata.name}`, object]),
  )
  return [...byKey.values()]
}

function groupOf(apiVersion: string): string {
  return apiVersion.split('/')[0] ?? ''
}

function kindKey(group: string, kind: string): string {
  return `${group}/${kind}`
}

function documentsOf(folder: string, part: string): readonly unknown[] {
  return globSync(`${part}/**/*.{yaml,yml,json}`, { cwd: folder })
    .toSorted()
    .flatMap((path) => parseAllDocuments(readFileSync(join(folder, path), 'utf8')))
    .map((document): unknown => document.toJS({ maxAliasCount: -1 }))
    .filter((document) => document !== null && document !== undefined)
}
