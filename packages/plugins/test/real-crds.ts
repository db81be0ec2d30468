import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { parseAllDocuments } from 'yaml'
import { z } from 'zod'

/** Where CRDs of public projects lie beside the repository, on machines that have them. */
const folder = join(import.meta.dirname, '../../../../shared/data/crds')

export const hasRealCrds = existsSync(folder)

const crdSchema = z.object({
  spec: z.object({
    group: z.string(),
    scope: z.enum(['Namespaced', 'Cluster']),
    names: z.object({ kind: z.string(), plural: z.string() }),
    versions: z.array(
      z.object({
        storage: z.boolean(),
        schema: z.object({ openAPIV3Schema: z.unknown() }),
        additionalPrinterColumns: z
          .array(z.object({ name: z.string(), jsonPath: z.string() }))
          .default([]),
      }),
    ),
  }),
})

/** A definition in the version that is stored. */
export interface RealCrd {
  readonly operator: string
  readonly group: string
  readonly resource: string
  readonly kind: string
  readonly namespaced: boolean
  readonly schema: unknown
  readonly columns: readonly { readonly name: string; readonly jsonPath: string }[]
}

export function realCrds(): readonly RealCrd[] {
  return globSync('*/*.yaml', { cwd: folder }).flatMap((file) =>
    parseAllDocuments(readFileSync(join(folder, file), 'utf8'))
      .map((document): unknown => document.toJS({ maxAliasCount: -1 }))
      .filter((document) => document !== null)
      .map((document) => realCrd(file.split('/')[0] ?? '', document)),
  )
}

function realCrd(operator: string, document: unknown): RealCrd {
  const { spec } = crdSchema.parse(document)
  const version = spec.versions.find(({ storage }) => storage)
  if (version === undefined) throw new Error(`${spec.names.plural}: no version is stored`)
  return {
    operator,
    group: spec.group,
    resource: spec.names.plural,
    kind: spec.names.kind,
    namespaced: spec.scope === 'Namespaced',
    schema: version.schema.openAPIV3Schema,
    columns: version.additionalPrinterColumns,
  }
}

/** Whether an object of this schema may have something at `path`; what is open may have anything. */
export function hasField(schema: unknown, path: string): boolean {
  // Of an object's metadata a definition says nothing.
  if (path.startsWith('.metadata.')) return true
  let here = schema
  for (const step of path.slice(1).split('.')) {
    if (isOpen(here)) return true
    const [name = '', ...indexes] = step.split('[')
    here = within(within(here, 'properties'), name)
    for (const _index of indexes) here = within(here, 'items')
  }
  return here !== undefined
}

function isOpen(schema: unknown): boolean {
  const open = within(schema, 'x-kubernetes-preserve-unknown-fields')
  return open === true || within(schema, 'additionalProperties') !== undefined
}

/** Whether anything below the status is a list of conditions. */
export function hasConditions({ schema }: RealCrd): boolean {
  return holdsConditions(within(within(schema, 'properties'), 'status'))
}

function holdsConditions(schema: unknown): boolean {
  const properties = within(schema, 'properties')
  if (typeof properties !== 'object' || properties === null) return false
  return Object.entries(properties).some(
    ([name, inner]) =>
      name === 'conditions' || holdsConditions(inner) || holdsConditions(within(inner, 'items')),
  )
}

function within(value: unknown, field: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.entries(value).find(([name]) => name === field)?.[1]
}
